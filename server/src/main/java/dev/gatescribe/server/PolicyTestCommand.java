package dev.gatescribe.server;

import dev.gatescribe.admission.AccessFiles;
import dev.gatescribe.admission.PolicyCase;
import dev.gatescribe.admission.PolicyCases;
import dev.gatescribe.admission.document.DocumentException;
import dev.gatescribe.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "test",
    description = {
      "Try cases on policies: questions, and the answers that are meant. They stand in files that end in",
      ".test.yaml, beside the policies; docs/policies.md shows one."
    },
    mixinStandardHelpOptions = true)
final class PolicyTestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files with cases, or folders with such files.")
  private List<Path> paths;

  @Option(names = "--verbose", description = "Tell of the cases that came out as expected, too.")
  private boolean verbose;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  PolicyTestCommand() {}

  @Override
  public Integer call() throws StartException {
    PrintWriter out = spec.commandLine().getOut();
    List<Path> files = files();
    if (files.isEmpty()) {
      throw new StartException("there is no file that ends in " + AccessFiles.CASES_SUFFIX);
    }
    int tried = 0;
    int failed = 0;
    for (Path file : files) {
      List<PolicyCase.Outcome> outcomes = outcomes(file);
      tried += outcomes.size();
      for (PolicyCase.Outcome outcome : outcomes) {
        String place = file + ":" + outcome.tried().line() + ": " + outcome.tried().name();
        if (outcome.failure().isPresent()) {
          failed++;
          out.println(place + ": FAILED: " + outcome.failure().get());
          PolicyExplanationText.lines(outcome.explanation())
              .forEach(line -> out.println("    " + line));
        } else if (verbose) {
          out.println(place + ": " + outcome.explanation().outcome());
        }
      }
    }
    out.println(tried + " cases, " + failed + " failed");
    return failed == 0 ? ExitCode.OK : ExitCode.DOES_NOT_HOLD;
  }

  private static List<PolicyCase.Outcome> outcomes(Path file) throws StartException {
    try {
      return PolicyCases.read(file).run();
    } catch (DocumentException wrong) {
      throw new StartException(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private List<Path> files() throws StartException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      try (Stream<Path> inside = Files.list(path)) {
        inside
            .filter(file -> file.toString().endsWith(AccessFiles.CASES_SUFFIX))
            .sorted()
            .forEach(files::add);
      } catch (IOException e) {
        throw new StartException("the folder " + path + " cannot be read", e);
      }
    }
    return files;
  }
}

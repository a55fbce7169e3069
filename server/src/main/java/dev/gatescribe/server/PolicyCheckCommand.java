package dev.gatescribe.server;

import dev.gatescribe.admission.AccessFiles;
import dev.gatescribe.admission.AdmissionConfiguration;
import dev.gatescribe.admission.PolicyCases;
import dev.gatescribe.admission.document.Document;
import dev.gatescribe.admission.document.DocumentException;
import dev.gatescribe.cli.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description = {
      "Say what is wrong with files, each mistake with its place and what was expected.",
      "A configuration is checked with everything that it names, and so is a file with cases; all other",
      "files are taken together."
    },
    mixinStandardHelpOptions = true)
final class PolicyCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files in YAML.")
  private List<Path> files;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  PolicyCheckCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Path> together = new ArrayList<>();
    boolean right = true;
    for (Path file : files) {
      try {
        if (file.toString().endsWith(AccessFiles.CASES_SUFFIX)) {
          int cases = PolicyCases.read(file).size();
          out.println(file + " is in order: " + cases + " cases");
        } else if (Document.read(file).root().has("data")) {
          report(file.toString(), ServerConfiguration.read(file).admission());
        } else {
          together.add(file);
        }
      } catch (DocumentException | StartException wrong) {
        right = refuse(wrong);
      }
    }
    if (!together.isEmpty()) {
      try {
        report(
            String.join(", ", together.stream().map(Path::toString).toList()),
            AccessFiles.readTogether(together));
      } catch (DocumentException wrong) {
        right = refuse(wrong);
      }
    }
    return right ? ExitCode.OK : ExitCode.DOES_NOT_HOLD;
  }

  private void report(String what, AdmissionConfiguration admission) {
    spec.commandLine()
        .getOut()
        .printf(
            "%s: in order, version %s: %d targets, %d principals, %d groups, %d policies%n",
            what,
            admission.version(),
            admission.targets().size(),
            admission.principals().size(),
            admission.groups().size(),
            admission.policies().size());
  }

  private boolean refuse(Exception wrong) {
    spec.commandLine().getErr().println(wrong.getMessage());
    return false;
  }
}

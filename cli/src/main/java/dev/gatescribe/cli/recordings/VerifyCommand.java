package dev.gatescribe.cli.recordings;

import dev.gatescribe.cli.CommandFailedException;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.TrustedKey;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.recording.verify.Verification;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    description = {
      "Check a recording from what is stored, without the server.",
      "",
      "A recording without a manifest is not finished: somebody is still logged in, or the manifest",
      "was removed. Named by its ID it does not hold. With --all its segments so far are checked,",
      "and that it has no manifest is wrong only if its last event is not of the last day (the newest",
      "of the audit log, which may have nothing to say for long, is spared that)."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Everything that was checked holds.",
      "1:Something does not hold; lines that begin with WRONG say what.",
      "2:Nothing could be checked: wrong words, no such key, recording or store, or none in it."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions store;
  @Mixin private KindOption kind;

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = "The recording's id, or its beginning or end.")
  private @Nullable String id;

  @Option(names = "--all", description = "Check every recording in the store.")
  private boolean all;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = {
        "The public key that must have signed, from elsewhere than the store (PEM).",
        "A gateway has it as keys/recording-signing.pub.pem in its data directory."
      })
  private @Nullable Path keyFile;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  VerifyCommand() {}

  @Override
  public Integer call() throws IOException {
    String wanted = id;
    if (all && wanted != null) {
      throw new ParameterException(spec.commandLine(), "say which recording, or --all, not both");
    }
    ObjectStore objects = store.open();
    RecordingCatalog catalog = new RecordingCatalog(objects, kind.kind());
    RecordingVerifier verifier = new RecordingVerifier(objects, kind.kind(), trustedKey());
    VerificationReport report =
        new VerificationReport(spec.commandLine().getOut(), json, all, keyFile != null);
    if (all) {
      verifyAll(catalog.ids(Integer.MAX_VALUE, null), verifier, report);
    } else if (wanted != null) {
      Verification verification = verifier.verify(StoreOptions.resolve(catalog, wanted));
      report.add(
          verification,
          verification.deletion() != null
              ? VerificationReport.Outcome.BEING_DELETED
              : verification.holds()
                  ? VerificationReport.Outcome.HOLDS
                  : VerificationReport.Outcome.DOES_NOT_HOLD);
    } else {
      throw new ParameterException(spec.commandLine(), "say which recording, or --all");
    }
    report.end();
    return report.nothingWrong() ? ExitCode.OK : ExitCode.DOES_NOT_HOLD;
  }

  private void verifyAll(
      List<RecordingId> ids, RecordingVerifier verifier, VerificationReport report)
      throws IOException {
    if (ids.isEmpty()) {
      // "All hold" would be true, and the worst thing to say of a directory mistyped.
      throw new CommandFailedException(
          "no recordings in "
              + store.location()
              + "; is this the store? (looked for "
              + store.location().replaceFirst("/$", "")
              + "/"
              + kind.kind().folder()
              + "/)");
    }
    Instant now = Instant.now();
    for (RecordingId recording : ids) {
      // The audit log begins anew with the first event of another day, however late that comes.
      boolean mayBeSilent = kind.kind() == RecordingKind.AUDIT && recording.equals(ids.getFirst());
      Verification verification = verifier.verify(recording);
      if (verification.deletion() != null) {
        report.add(verification, VerificationReport.Outcome.BEING_DELETED);
      } else if (verification.holds()) {
        report.add(verification, VerificationReport.Outcome.HOLDS);
      } else if (verification.notFinished() && (mayBeSilent || !verification.silentAt(now))) {
        report.add(verification, VerificationReport.Outcome.NOT_FINISHED);
      } else {
        report.add(verification, VerificationReport.Outcome.DOES_NOT_HOLD);
      }
    }
  }

  private @Nullable TrustedKey trustedKey() {
    Path file = keyFile;
    if (file == null) {
      return null;
    }
    try {
      return TrustedKey.parse(Files.readString(file));
    } catch (FormatException e) {
      throw new CommandFailedException(file + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new CommandFailedException("the key " + file + " does not exist", e);
    } catch (CharacterCodingException e) {
      throw new CommandFailedException("the key " + file + " is no PEM text", e);
    } catch (IOException e) {
      throw new CommandFailedException("the key " + file + " cannot be read", e);
    }
  }
}

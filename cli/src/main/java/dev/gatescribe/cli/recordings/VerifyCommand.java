package dev.gatescribe.cli.recordings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.cli.CommandFailedException;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.TrustedKey;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.recording.verify.Verification;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
      "Exits with 0 if everything holds, with 1 if anything does not."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions store;

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
      description = "The public key that must have signed, from elsewhere than the store (PEM).")
  private @Nullable Path keyFile;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  VerifyCommand() {}

  @Override
  public Integer call() throws IOException {
    ObjectStore objects = store.open();
    RecordingKind kind = store.kind();
    RecordingCatalog catalog = new RecordingCatalog(objects, kind);
    RecordingVerifier verifier = new RecordingVerifier(objects, kind, trustedKey());
    List<RecordingId> ids = ids(catalog);
    PrintWriter out = spec.commandLine().getOut();
    ArrayNode array = SummaryJson.JSON.createArrayNode();
    boolean holds = true;
    for (RecordingId recording : ids) {
      Verification verification = verifier.verify(recording);
      holds &= verification.holds();
      if (store.json()) {
        array.add(json(verification));
      } else {
        print(verification, out);
      }
    }
    if (store.json()) {
      out.println((all ? array : array.get(0)).toPrettyString());
    } else if (all) {
      out.println(ids.size() + " recordings checked: " + (holds ? "all hold" : "NOT all hold"));
    }
    return holds ? ExitCode.OK : ExitCode.FAILED;
  }

  private List<RecordingId> ids(RecordingCatalog catalog) throws IOException {
    if (all) {
      return catalog.ids(Integer.MAX_VALUE, null);
    }
    if (id == null) {
      throw new ParameterException(spec.commandLine(), "say which recording, or --all");
    }
    return List.of(StoreOptions.resolve(catalog, id));
  }

  private @Nullable TrustedKey trustedKey() throws IOException {
    Path file = keyFile;
    if (file == null) {
      return null;
    }
    try {
      return TrustedKey.parse(Files.readString(file));
    } catch (FormatException e) {
      throw new CommandFailedException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailedException("the key " + file + " cannot be read", e);
    }
  }

  private void print(Verification verification, PrintWriter out) {
    Manifest manifest = verification.manifest();
    for (Verification.Finding finding : verification.findings()) {
      out.println("WRONG " + finding);
    }
    if (verification.signer() != null) {
      String fingerprint = verification.signer().fingerprint();
      if (verification.signerTrusted()) {
        out.println("signer checked: " + fingerprint);
      } else if (keyFile == null) {
        out.println("signer not checked: " + fingerprint);
      } else {
        out.println("signer not trusted: " + fingerprint);
      }
    }
    String state = manifest == null ? "incomplete" : manifest.state().code();
    out.println(
        (verification.holds() ? "verified " : "NOT VERIFIED ")
            + verification.id()
            + ": "
            + state
            + ", "
            + verification.segments()
            + (verification.segments() == 1 ? " segment, " : " segments, ")
            + (manifest == null ? "?" : manifest.events())
            + " events, "
            + (manifest == null ? "?" : Figures.bytes(manifest.storedBytes())));
  }

  private ObjectNode json(Verification verification) {
    Manifest manifest = verification.manifest();
    ObjectNode node = SummaryJson.JSON.createObjectNode();
    node.put("id", verification.id().toString());
    node.put("holds", verification.holds());
    node.put("state", manifest == null ? "incomplete" : manifest.state().code());
    node.put("segments", verification.segments());
    if (verification.signer() != null) {
      node.put("signer", verification.signer().fingerprint());
    }
    node.put("signerChecked", keyFile != null);
    node.put("signerTrusted", verification.signerTrusted());
    ArrayNode findings = node.putArray("findings");
    verification
        .findings()
        .forEach(finding ->
            findings.addObject().put("object", finding.object()).put("problem", finding.problem()));
    return node;
  }
}

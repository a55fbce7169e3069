package dev.gatescribe.admission;

import dev.gatescribe.admission.document.Document;
import dev.gatescribe.admission.document.DocumentException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** A folder with a configuration file and the credential files that the test files name. */
final class ConfigurationFolder {
  private final Path folder;

  ConfigurationFolder(Path folder) throws IOException {
    this.folder = folder.toRealPath();
    Files.createDirectories(this.folder.resolve("keys"));
    write("keys/deploy", "rw-------");
    write("keys/password", "rw-------");
    write("keys/exposed", "rw-r--r--");
    write("keys/deploy.pub", "rw-r--r--");
    Files.writeString(this.folder.resolve("keys/deploy.pub"), "ssh-ed25519 AAAA comment\n");
    Files.writeString(this.folder.resolve("authority.pem"), resource("authority.pem"));
  }

  private void write(String name, String permissions) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "CANARY");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  Path folder() {
    return folder;
  }

  AdmissionConfiguration read(String yaml) throws IOException, DocumentException {
    Path file = folder.resolve("gatescribe.yaml");
    Files.writeString(file, yaml);
    Document document = Document.read(file);
    return AccessFiles.read(document).configuration(document.root()::refuseOthers);
  }

  /** The text of a test resource beside this class. */
  static String resource(String name) throws IOException {
    try (InputStream input =
        Objects.requireNonNull(ConfigurationFolder.class.getResourceAsStream(name), name)) {
      return new String(input.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}

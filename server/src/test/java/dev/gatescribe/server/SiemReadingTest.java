package dev.gatescribe.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.siem.StreamSettings;
import dev.gatescribe.siem.StreamSettings.Destination;
import dev.gatescribe.siem.StreamSettings.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiemReadingTest {
  private static final String REST = "data: data\ntargets: []\nprincipals: []\npolicies: []\n";

  @TempDir private Path folder;

  @BeforeEach
  void writeToken() throws IOException {
    Path token = folder.resolve("token");
    Files.writeString(token, "secret\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
  }

  private List<StreamSettings> read(String siem) throws IOException, StartException {
    Path file = folder.resolve("gatescribe.yaml");
    Files.writeString(file, REST + siem);
    return ServerConfiguration.read(file).siem();
  }

  @Test
  void streamsOfAllKindsAreRead() throws Exception {
    assertThat(
            read(
                """
                siem:
                  - {name: a, stdout: ocsf}
                  - {name: b, syslog: {address: 'logs.example.org:6514', tls: {}}}
                  - {name: c, syslog: {address: '127.0.0.1:514', tls: disable}}
                  - {name: d, http: {url: 'https://lake.example.org/x', tokenFile: token}}
                """))
        .containsExactly(
            new StreamSettings("a", new Destination.StandardOutput()),
            new StreamSettings(
                "b", new Destination.Syslog("logs.example.org", 6514, new Trust.Platform())),
            new StreamSettings(
                "c", new Destination.Syslog("127.0.0.1", 514, new Trust.Unprotected())),
            new StreamSettings(
                "d",
                new Destination.Http(
                    URI.create("https://lake.example.org/x"),
                    Optional.of(folder.resolve("token")),
                    new Trust.Platform())));
    assertThat(read("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {name: a}                                                        | one of stdout, syslog and http
          {name: a, stdout: ocsf, http: {url: 'https://h/'}}               | one of stdout, syslog and http
          {name: 'A b', stdout: ocsf}                                      | lower-case letters
          {name: a, stdout: cef}                                           | expected ocsf
          {name: a, syslog: {address: 'h:1'}}                              | tls
          {name: a, syslog: {address: 'h:1', tls: off}}                    | the word disable
          {name: a, http: {url: 'ftp://h/'}}                               | https://HOST/PATH
          {name: a, http: {url: 'https://me:pw@h/'}}                       | https://HOST/PATH
          {name: a, http: {url: 'http://h/', tokenFile: token}}            | an https:// url
          {name: a, http: {url: 'https://h/', tls: {authoritiesFile: x}}}  | cannot be read
          """)
  void streamIsWrongThenTheStartIsRefusedWithTheLine(String stream, String expected) {
    assertThatThrownBy(() -> read("siem:\n  - " + stream + "\n"))
        .isInstanceOf(StartException.class)
        .message()
        .contains("gatescribe.yaml:6:")
        .contains(expected);
  }

  @Test
  void twoStreamsHaveOneNameThenTheStartIsRefused() {
    assertThatThrownBy(
            () -> read("siem:\n  - {name: a, stdout: ocsf}\n  - {name: a, stdout: ocsf}\n"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("gatescribe.yaml:7:");
  }
}

package dev.gatescribe.recording.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.recording.RecordingFixture;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.TrustedKey;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.recording.read.RecordingSummary;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.recording.verify.Verification;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The recordings in {@code src/test/resources/golden/v0}, whose README says what they are.
 *
 * <p>With {@code -Dgatescribe.golden=write} they are written anew; after format version 0 is sealed
 * that must never change a byte.
 */
class GoldenRecordingsTest {
  private static final Path V0 = Path.of("src/test/resources/golden/v0");

  enum Golden {
    SEALED(RecordingKind.SESSION, "01kdyw9bh0kzxwfh8rsb6v4d2e", RecordingState.SEALED),
    TRUNCATED(RecordingKind.SESSION, "01kdyw9c0g7q2m5t8x1z4b6d9e", RecordingState.TRUNCATED),
    INCOMPLETE(RecordingKind.SESSION, "01kdyw9cfz3n6r9v2y5b8e1h4k", RecordingState.INCOMPLETE),
    AUDIT(RecordingKind.AUDIT, "01kdyw9czf8s1w4z7c0f3j6m9q", RecordingState.SEALED),
    POSTGRESQL(RecordingKind.SESSION, "01kdyw9dfz5t8x1z4b6d9e2h5k", RecordingState.SEALED),
    KUBERNETES(RecordingKind.SESSION, "01kdyw9dzf7v0y3a6c9f2j5m8q", RecordingState.SEALED),
    LIMITED(RecordingKind.SESSION, "01kdyw9ezf9x2z5b8d1g4k7n0r", RecordingState.SEALED);

    private final RecordingKind kind;
    private final String id;
    private final RecordingState state;

    Golden(RecordingKind kind, String id, RecordingState state) {
      this.kind = kind;
      this.id = id;
      this.state = state;
    }

    RecordingId id() {
      return RecordingId.parse(id);
    }

    Path folder() {
      return V0.resolve(name().toLowerCase(Locale.ROOT));
    }

    Path store() {
      return folder().resolve("store");
    }

    Path expectedEvents() {
      return folder().resolve("events.jsonl");
    }

    RecordingFixture fixture() {
      List<Event> session = new ArrayList<>(EventSamples.session());
      session.set(0, new Event.SessionStarted(EventSamples.description(id())));
      return switch (this) {
        case SEALED -> of(session, 10, Manifest.State.SEALED);
        case TRUNCATED -> of(session.subList(0, 13), 5, Manifest.State.TRUNCATED);
        case INCOMPLETE -> of(session.subList(0, 9), 6, null);
        case AUDIT -> of(EventSamples.audit(), 1, Manifest.State.SEALED);
        case POSTGRESQL -> of(EventSamples.databaseSession(id()), 9, Manifest.State.SEALED);
        case KUBERNETES -> of(EventSamples.kubernetesSession(id()), 11, Manifest.State.SEALED);
        case LIMITED -> of(EventSamples.limitedSession(id()), 9, Manifest.State.SEALED);
      };
    }

    private RecordingFixture of(List<Event> events, int inSegment, Manifest.State state) {
      return RecordingFixture.of(kind, id(), events, inSegment, state, RecordingFixture.key());
    }
  }

  @ParameterizedTest
  @EnumSource
  void todaysWriterGivesExactlyTheseBytes(Golden golden) throws Exception {
    RecordingFixture fixture = golden.fixture();
    if ("write".equals(System.getProperty("gatescribe.golden"))) {
      write(golden, fixture);
    }

    Map<String, byte[]> stored = new HashMap<>();
    try (Stream<Path> files = Files.walk(golden.store())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        stored.put(golden.store().relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    assertThat(stored.keySet()).isEqualTo(fixture.objects().keySet());
    stored.forEach(
        (name, bytes) -> assertThat(bytes).as(name).isEqualTo(fixture.objects().get(name)));
  }

  @ParameterizedTest
  @EnumSource
  void goldenRecordingReadsAsExpected(Golden golden) throws Exception {
    DirectoryObjectStore store = new DirectoryObjectStore(golden.store());
    RecordingCatalog catalog = new RecordingCatalog(store, golden.kind);
    List<TimedEvent> events = new ArrayList<>();
    catalog.open(golden.id()).forEach(events::add);
    List<String> lines = new ArrayList<>();
    for (TimedEvent event : events) {
      lines.add(EventJson.line(event));
    }

    assertThat(lines).isEqualTo(Files.readAllLines(golden.expectedEvents()));
    RecordingSummary summary = catalog.summary(golden.id());
    assertThat(summary.state()).isEqualTo(golden.state);
    assertThat(catalog.ids(10, null)).containsExactly(golden.id());
  }

  @ParameterizedTest
  @EnumSource
  void goldenRecordingVerifiesWithTheKeyBesideIt(Golden golden) throws Exception {
    TrustedKey trusted = TrustedKey.parse(Files.readString(V0.resolve("trusted-key.pem")));
    Verification verification =
        new RecordingVerifier(new DirectoryObjectStore(golden.store()), golden.kind, trusted)
            .verify(golden.id());

    boolean incomplete = golden == Golden.INCOMPLETE;
    assertThat(verification.signerTrusted()).isEqualTo(!incomplete);
    assertThat(verification.findings().stream().map(Verification.Finding::problem))
        .isEqualTo(incomplete ? List.of("the manifest is missing") : List.of());
  }

  private static void write(Golden golden, RecordingFixture fixture)
      throws IOException, ReflectiveOperationException {
    for (var object : fixture.objects().entrySet()) {
      Path file = golden.store().resolve(object.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, object.getValue());
    }
    List<String> lines = new ArrayList<>();
    for (TimedEvent event : fixture.events()) {
      lines.add(EventJson.line(event));
    }
    Files.write(golden.expectedEvents(), lines);
    Files.writeString(V0.resolve("trusted-key.pem"), RecordingFixture.key().publicKey().pem());
  }
}

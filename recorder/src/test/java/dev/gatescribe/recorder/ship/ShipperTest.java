package dev.gatescribe.recorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recorder.journal.Journal;
import dev.gatescribe.recorder.journal.JournalRecord;
import dev.gatescribe.recorder.journal.JournalSettings;
import dev.gatescribe.recorder.journal.RecordList;
import dev.gatescribe.recording.format.ByteWriter;
import dev.gatescribe.recording.format.EventCodec;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ShipperTest {
  private static final Shipment.Watcher NOBODY =
      new Shipment.Watcher() {
        @Override
        public void sealed() {}

        @Override
        public void givenUp() {}
      };

  @TempDir private Path directory;

  @Test
  void segmentThatCannotBeBuiltLeavesNothingInTheSegmentsOfOthers() throws Exception {
    DirectoryObjectStore store = new DirectoryObjectStore(directory.resolve("objects"));
    SigningKey key = SigningKey.generate();
    try (Journal journal =
        Journal.open(JournalSettings.defaults(directory.resolve("journal")), (_, _, _) -> {})) {
      Shipper shipper = new Shipper(journal, store, key, "test 1");
      // Both workers fail in the middle of a segment, after events 0 and 1.
      for (int i = 0; i < 4; i++) {
        Shipment broken = shipment();
        shipper.ship(broken, records(journal, broken, 0, 1, 7));
      }
      await().until(() -> shipper.storeFailures() >= 4);

      List<Shipment> good = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Shipment shipment = shipment();
        good.add(shipment);
        shipper.ship(shipment, records(journal, shipment, 0, 1, 2));
        shipper.seal(shipment, ending());
      }

      await().until(() -> good.stream().allMatch(shipment -> shipment.sealed().isDone()));
      for (Shipment shipment : good) {
        assertThat(
                new RecordingVerifier(store, RecordingKind.SESSION, key.publicKey())
                    .verify(shipment.id())
                    .findings())
            .isEmpty();
        List<Event> events = new ArrayList<>();
        RecordingCatalog.sessions(store)
            .open(shipment.id())
            .forEach(timed -> events.add(timed.event()));
        assertThat(events)
            .isEqualTo(List.of(event(shipment, 0), event(shipment, 1), event(shipment, 2)));
      }
      shipper.stop(Duration.ofSeconds(1));
    }
  }

  private static Shipment shipment() {
    RecordingId id = RecordingId.create(Instant.now());
    return new Shipment(RecordingKind.SESSION, id, 1, null, id.createdAt(), NOBODY);
  }

  private static RecordList records(Journal journal, Shipment shipment, int... sequences)
      throws IOException {
    RecordList records = new RecordList();
    for (int sequence : sequences) {
      ByteWriter head = new ByteWriter(64);
      ByteBuffer tail = EventCodec.encode(event(shipment, sequence), head);
      JournalRecord header =
          new JournalRecord(RecordingKind.SESSION, shipment.id(), 1, 0, sequence, sequence);
      assertThat(journal.tryAppend(header, head, tail, records)).isTrue();
    }
    return records;
  }

  private static Event event(Shipment shipment, int sequence) {
    return new Event.Output(0, Content.of(shipment.id() + " " + sequence));
  }

  private static Ending ending() {
    return new Ending(Manifest.State.TRUNCATED, "gateway-lost", "", Instant.now(), 2, 0);
  }
}

package dev.gatescribe.recording.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.recording.RecordingFixture;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.format.TrustedKey;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.store.UnreadableObjectException;
import dev.gatescribe.recording.verify.Verification.Finding;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingVerifierTest {
  private static final SigningKey KEY = RecordingFixture.key();
  private static final RecordingFixture SEALED = RecordingFixture.sealed(EventSamples.ID, KEY);
  private static final String FOLDER = ObjectNames.folder(RecordingKind.SESSION, SEALED.id());
  private static final String MANIFEST = FOLDER + "manifest.json";

  @Test
  void wholeRecordingHolds() throws IOException {
    Verification verification = verify(SEALED.objects(), KEY.publicKey());

    assertThat(verification.findings()).isEmpty();
    assertThat(verification.holds()).isTrue();
    assertThat(verification.signerTrusted()).isTrue();
    assertThat(verification.segments()).isEqualTo(3);
    assertThat(verification.manifest()).isNotNull();
    assertThat(verification.manifest().events()).isEqualTo(28);
  }

  @Test
  void withoutAKeyTheSignerIsNamedAndNotTrusted() throws IOException {
    Verification verification = verify(SEALED.objects(), null);

    assertThat(verification.holds()).isTrue();
    assertThat(verification.signerTrusted()).isFalse();
    assertThat(verification.signer()).isEqualTo(KEY.publicKey());
  }

  @Test
  void truncatedRecordingHolds() throws IOException {
    List<Event> cutOff = EventSamples.session().subList(0, 15);
    RecordingFixture truncated =
        RecordingFixture.of(
            RecordingKind.SESSION, EventSamples.ID, cutOff, 6, Manifest.State.TRUNCATED, KEY);

    Verification verification = verify(truncated.objects(), KEY.publicKey());

    assertThat(verification.findings()).isEmpty();
    assertThat(verification.manifest()).isNotNull();
    assertThat(verification.manifest().state()).isEqualTo(Manifest.State.TRUNCATED);
  }

  @Test
  void anyFlippedBitOfAnyFileIsFoundAndExactlyThatFileIsNamed() throws IOException {
    int flips = 0;
    for (String name : SEALED.objects().keySet()) {
      byte[] bytes = SEALED.objects().get(name);
      // Every bit of the segments; of the manifest one in each byte, for ManifestCodecTest has all.
      for (int bit = 0; bit < bytes.length * 8; bit += name.equals(MANIFEST) ? 7 : 1) {
        byte[] altered = bytes.clone();
        altered[bit / 8] ^= (byte) (1 << (bit % 8));
        Map<String, byte[]> objects = new HashMap<>(SEALED.objects());
        objects.put(name, altered);

        assertThat(verify(objects, KEY.publicKey()).findings())
            .as("%s, bit %s", name, bit)
            .extracting(Finding::object)
            .containsExactly(name);
        flips++;
      }
    }
    assertThat(flips).isGreaterThan(5_000);
  }

  @Test
  void anyRemovedFileIsNamed() throws IOException {
    for (String name : SEALED.objects().keySet()) {
      Map<String, byte[]> objects = new HashMap<>(SEALED.objects());
      objects.remove(name);

      assertThat(verify(objects, KEY.publicKey()).findings())
          .singleElement()
          .satisfies(finding -> {
            assertThat(finding.object()).isEqualTo(name);
            assertThat(finding.problem()).contains("missing");
          });
    }
  }

  @Test
  void cutOrLengthenedFileIsNamed() throws IOException {
    for (String name : SEALED.objects().keySet()) {
      byte[] bytes = SEALED.objects().get(name);
      for (int length : new int[] {0, 50, bytes.length - 1, bytes.length + 1, 40_000_000}) {
        Map<String, byte[]> objects = new HashMap<>(SEALED.objects());
        objects.put(name, Arrays.copyOf(bytes, length));

        assertThat(verify(objects, KEY.publicKey()).findings())
            .extracting(Finding::object)
            .containsExactly(name);
      }
    }
  }

  @Test
  void swappedSegmentsAreNamed() throws IOException {
    Map<String, byte[]> objects = new HashMap<>(SEALED.objects());
    objects.put(segment(0), SEALED.objects().get(segment(1)));
    objects.put(segment(1), SEALED.objects().get(segment(0)));

    assertThat(verify(objects, null).findings())
        .extracting(Finding::object)
        .containsExactly(segment(0), segment(1));
    objects.remove(MANIFEST);
    assertThat(verify(objects, null).findings())
        .extracting(Finding::object)
        .contains(MANIFEST, segment(0), segment(1));
  }

  @Test
  void segmentOfAnotherRecordingIsNamed() throws IOException {
    RecordingId otherId = RecordingId.create(EventSamples.STARTED);
    RecordingFixture other = RecordingFixture.sealed(otherId, KEY);
    Map<String, byte[]> objects = new HashMap<>(SEALED.objects());
    objects.put(
        segment(1), other.objects().get(ObjectNames.segment(RecordingKind.SESSION, otherId, 1)));

    assertThat(verify(objects, null).findings())
        .extracting(Finding::object)
        .containsExactly(segment(1));
    objects.remove(MANIFEST);
    assertThat(verify(objects, null).findings())
        .extracting(Finding::object)
        .startsWith(MANIFEST, segment(1));
  }

  @Test
  void manifestOfAnotherRecordingIsNamed() throws IOException {
    RecordingId otherId = RecordingId.create(EventSamples.STARTED);
    RecordingFixture other = RecordingFixture.sealed(otherId, KEY);
    Map<String, byte[]> objects = new HashMap<>(SEALED.objects());
    objects.put(
        MANIFEST, other.objects().get(ObjectNames.manifest(RecordingKind.SESSION, otherId)));

    assertThat(verify(objects, KEY.publicKey()).findings())
        .extracting(Finding::object)
        .containsExactly(MANIFEST);
  }

  @Test
  void addedFilesAreNamed() throws IOException {
    Map<String, byte[]> objects = new HashMap<>(SEALED.objects());
    objects.put(segment(3), SEALED.objects().get(segment(2)));
    objects.put(FOLDER + "notes.txt", new byte[1]);
    objects.put(FOLDER + "more/x", new byte[1]);

    assertThat(verify(objects, null).findings())
        .extracting(Finding::object)
        .containsExactlyInAnyOrder(segment(3), FOLDER + "notes.txt", FOLDER + "more/");
  }

  @Test
  void recordingSignedAgainWithAnotherKeyIsToldWhenTheKeyIsGiven() throws IOException {
    SigningKey forger = SigningKey.generate();
    RecordingFixture forged = RecordingFixture.sealed(EventSamples.ID, forger);

    Verification checked = verify(forged.objects(), KEY.publicKey());
    Verification unchecked = verify(forged.objects(), null);

    assertThat(checked.findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.object()).isEqualTo(MANIFEST);
          assertThat(finding.problem()).contains("another key", forger.publicKey().fingerprint());
        });
    assertThat(checked.signerTrusted()).isFalse();
    assertThat(unchecked.findings()).isEmpty();
    assertThat(unchecked.signerTrusted()).isFalse();
    assertThat(unchecked.signer()).isEqualTo(forger.publicKey());
  }

  @Test
  void recordingShortenedAndSignedByTheRightKeyContradictsItself() throws IOException {
    // What a thief of the key could do carelessly: drop the last segment, and say sealed.
    RecordingFixture shortened =
        RecordingFixture.of(
            RecordingKind.SESSION,
            EventSamples.ID,
            EventSamples.session().subList(0, 20),
            10,
            Manifest.State.SEALED,
            KEY);

    assertThat(verify(shortened.objects(), KEY.publicKey()).findings())
        .extracting(Finding::object)
        .containsExactly(MANIFEST);
  }

  @Test
  void recordingWithoutManifestIsNotFinishedOnlyWhileNothingElseIsWrong() throws IOException {
    Map<String, byte[]> objects = new HashMap<>(SEALED.objects());
    objects.remove(MANIFEST);

    Verification whole = verify(objects, null);
    objects.remove(segment(1));
    Verification gap = verify(objects, null);
    objects.putAll(SEALED.objects());
    objects.put(MANIFEST, new byte[10]);
    Verification altered = verify(objects, null);

    assertThat(whole.notFinished()).isTrue();
    assertThat(whole.holds()).isFalse();
    assertThat(gap.notFinished()).isFalse();
    assertThat(altered.notFinished()).isFalse();
    assertThat(verify(SEALED.objects(), null).notFinished()).isFalse();
  }

  @Test
  void recordingIsSilentADayAfterItsLastEvent() throws IOException {
    Map<String, byte[]> objects = new HashMap<>(SEALED.objects());
    objects.remove(MANIFEST);
    Instant last =
        EventSamples.ID
            .createdAt()
            .plus(SEALED.events().getLast().offsetMicros(), ChronoUnit.MICROS);

    Verification verification = verify(objects, null);

    assertThat(verification.lastEventAt()).isEqualTo(last);
    assertThat(verification.silentAt(last.plus(Verification.SILENCE_MAX))).isFalse();
    assertThat(verification.silentAt(last.plus(Verification.SILENCE_MAX).plusMillis(1))).isTrue();
    // A time in the future is no better than one long ago: nobody wrote that yet.
    assertThat(verification.silentAt(last.minus(Verification.SILENCE_MAX).minusMillis(1))).isTrue();
  }

  @Test
  void gapOfMillionsOfSegmentsWithoutManifestIsOneFinding() throws IOException {
    Map<String, byte[]> objects = new HashMap<>(SEALED.objects());
    objects.remove(MANIFEST);
    objects.put(segment(99_999_999), new byte[200]);

    assertThat(verify(objects, null).findings())
        .extracting(Finding::object)
        .containsExactly(MANIFEST, segment(3), segment(99_999_999));
  }

  @Test
  void nothingStoredIsAMissingManifest() throws IOException {
    assertThat(verify(Map.of(), null).findings())
        .extracting(Finding::object)
        .containsExactly(MANIFEST);
  }

  @Test
  void auditLogIsCheckedLikeASession() throws IOException {
    RecordingId id = RecordingId.create(Instant.parse("2026-05-06T07:08:09Z"));
    RecordingFixture audit =
        RecordingFixture.of(
            RecordingKind.AUDIT, id, EventSamples.audit(), 1, Manifest.State.SEALED, KEY);
    RecordingVerifier verifier =
        new RecordingVerifier(new MapStore(audit.objects()), RecordingKind.AUDIT, KEY.publicKey());

    assertThat(verifier.verify(id).findings()).isEmpty();
    assertThat(verifier.verify(EventSamples.ID).holds()).isFalse();
  }

  @Test
  void linkInADirectoryIsAFindingAndNotFollowed(@TempDir Path root) throws IOException {
    DirectoryObjectStore store = new DirectoryObjectStore(root);
    SEALED.putInto(store);
    Path moved = root.resolve("moved");
    Files.move(root.resolve(segment(1)), moved);
    Files.createSymbolicLink(root.resolve(segment(1)), moved);

    assertThat(
            new RecordingVerifier(store, RecordingKind.SESSION, null)
                .verify(SEALED.id())
                .findings())
        .extracting(Finding::object)
        .containsExactly(segment(1));
  }

  private static String segment(int number) {
    return ObjectNames.segment(RecordingKind.SESSION, SEALED.id(), number);
  }

  private static Verification verify(Map<String, byte[]> objects, TrustedKey trusted)
      throws IOException {
    return new RecordingVerifier(new MapStore(objects), RecordingKind.SESSION, trusted)
        .verify(SEALED.id());
  }

  /** A store in memory. */
  private record MapStore(Map<String, byte[]> objects) implements ObjectStore {
    @Override
    public void put(String name, byte[] bytes) {
      throw new UnsupportedOperationException("a verifier writes nothing");
    }

    @Override
    public void delete(String name) {
      throw new UnsupportedOperationException("a verifier deletes nothing");
    }

    @Override
    public byte[] get(String name, int maxBytes) throws IOException {
      byte[] bytes = new TreeMap<>(objects).get(name);
      if (bytes == null) {
        throw new NoSuchFileException(name);
      }
      if (bytes.length > maxBytes) {
        throw new UnreadableObjectException("this is too large");
      }
      return bytes;
    }

    @Override
    public List<String> children(String folder) {
      TreeSet<String> children = new TreeSet<>();
      for (String name : objects.keySet()) {
        if (name.startsWith(folder)) {
          int slash = name.indexOf('/', folder.length());
          children.add(name.substring(folder.length(), slash < 0 ? name.length() : slash + 1));
        }
      }
      return new ArrayList<>(children);
    }
  }
}

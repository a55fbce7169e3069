package dev.gatescribe.recording.verify;

import dev.gatescribe.recording.custody.Deletions;
import dev.gatescribe.recording.format.CustodyCodec;
import dev.gatescribe.recording.format.Deletion;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ManifestCodec;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SegmentHeader;
import dev.gatescribe.recording.format.SegmentReader;
import dev.gatescribe.recording.format.Sha256;
import dev.gatescribe.recording.format.SignedManifest;
import dev.gatescribe.recording.format.TrustedKey;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.store.UnreadableObjectException;
import dev.gatescribe.recording.verify.Verification.Finding;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks everything that is stored of one recording: the manifest and its signature, every
 * segment's length, hash, header, place in the chain and events, and that nothing is missing or
 * added.
 */
public final class RecordingVerifier {
  private static final int SEGMENT_MAX_BYTES =
      SegmentHeader.BYTES + SegmentHeader.PLAIN_MAX_BYTES + (1 << 16);

  private final ObjectStore store;
  private final RecordingKind kind;
  private final @Nullable TrustedKey trusted;

  /**
   * @param trusted the key that must have signed; null to say only which key did
   */
  public RecordingVerifier(ObjectStore store, RecordingKind kind, @Nullable TrustedKey trusted) {
    this.store = store;
    this.kind = kind;
    this.trusted = trusted;
  }

  /**
   * Checks one recording.
   *
   * @throws IOException if the store cannot be read; what is wrong with the recording is a finding
   */
  public Verification verify(RecordingId id) throws IOException {
    return new Check(id).run();
  }

  private final class Check {
    private final RecordingId id;
    private final String folder;
    private final List<Finding> findings = new ArrayList<>();
    private String previousSha256 = SegmentHeader.NO_PREDECESSOR;
    private long nextSequence;
    private long lastOffsetMicros;
    private @Nullable Event lastEvent;
    private int segments;
    private boolean manifestMissing;

    Check(RecordingId id) {
      this.id = id;
      this.folder = ObjectNames.folder(kind, id);
    }

    Verification run() throws IOException {
      List<String> stored = store.children(folder);
      if (!stored.contains(ObjectNames.MANIFEST)) {
        Deletion deletion = deletion();
        if (deletion != null) {
          return new Verification(
              id, null, null, false, findings, List.of(), 0, true, deletion, deletion.at());
        }
      }
      SignedManifest signed = manifest(stored);
      Manifest manifest = signed == null ? null : signed.manifest();
      boolean signerTrusted = signed != null && trusted != null && signed.signer().equals(trusted);
      if (signed != null && trusted != null && !signerTrusted) {
        find(
            ObjectNames.MANIFEST,
            "signed with another key, "
                + signed.signer().fingerprint()
                + ", not with "
                + trusted.fingerprint());
      }
      if (manifest == null) {
        unlistedSegments(stored);
      } else {
        listedSegments(stored, manifest);
      }
      if (manifest != null && findings.isEmpty()) {
        wholeRecording(manifest);
      }
      return new Verification(
          id,
          manifest,
          signed == null ? null : signed.signer(),
          signerTrusted,
          findings,
          attempts(),
          segments,
          manifestMissing,
          null,
          id.createdAt().plus(lastOffsetMicros, ChronoUnit.MICROS));
    }

    /** Anybody who can write to the store can say this; with the key, the gateway said it. */
    private @Nullable Deletion deletion() throws IOException {
      return Deletions.find(store, kind, id)
          .filter(signed -> trusted == null || signed.signer().equals(trusted))
          .map(CustodyCodec.SignedDeletion::deletion)
          .orElse(null);
    }

    private List<Finding> attempts() throws IOException {
      return store.laterVersions(folder).stream()
          .map(later ->
              new Finding(
                  later.name(),
                  (later.deletion() ? "deleted at " : "other bytes were put here at ")
                      + later.at()
                      + "; the first version is still there, and is the one that was checked"))
          .toList();
    }

    private void listedSegments(List<String> stored, Manifest manifest) throws IOException {
      int expected = manifest.segments().size();
      for (int number = 0; number < expected; number++) {
        if (stored.contains(ObjectNames.segmentFile(number))) {
          segment(number, manifest);
        } else {
          find(ObjectNames.segmentFile(number), "the segment is missing");
        }
        // What the manifest says of this one, so that one bad segment does not accuse the next.
        Manifest.Segment listed = manifest.segments().get(number);
        previousSha256 = listed.sha256();
        nextSequence = listed.firstSequence() + listed.events();
        lastOffsetMicros = listed.lastOffsetMicros();
      }
      for (String name : stored) {
        if (!name.equals(ObjectNames.MANIFEST)
            && !(isSegmentName(name) && segmentNumber(name) < expected)) {
          find(name, "this does not belong to the recording");
        }
      }
    }

    /** Without a manifest only the chain says what belongs together. */
    private void unlistedSegments(List<String> stored) throws IOException {
      int expected = 0;
      for (String name : stored) {
        if (isSegmentName(name)) {
          int number = segmentNumber(name);
          if (number > expected) {
            // One finding, however wide the gap is.
            find(
                ObjectNames.segmentFile(expected),
                "missing are the segments from here to " + ObjectNames.segmentFile(number - 1));
          }
          segment(number, null);
          expected = number + 1;
        } else if (!name.equals(ObjectNames.MANIFEST)) {
          find(name, "this does not belong to the recording");
        }
      }
    }

    private @Nullable SignedManifest manifest(List<String> stored) throws IOException {
      if (!stored.contains(ObjectNames.MANIFEST)) {
        return missingManifest();
      }
      try {
        SignedManifest signed =
            ManifestCodec.decode(store.get(folder + ObjectNames.MANIFEST, ManifestCodec.MAX_BYTES));
        if (!signed.manifest().id().equals(id) || signed.manifest().kind() != kind) {
          find(ObjectNames.MANIFEST, "this is the manifest of another recording");
          return null;
        }
        return signed;
      } catch (FormatException e) {
        find(ObjectNames.MANIFEST, String.valueOf(e.getMessage()));
        return null;
      } catch (UnreadableObjectException e) {
        find(ObjectNames.MANIFEST, String.valueOf(e.getMessage()));
        return null;
      } catch (NoSuchFileException e) {
        return missingManifest();
      }
    }

    private @Nullable SignedManifest missingManifest() {
      manifestMissing = true;
      find(ObjectNames.MANIFEST, "the manifest is missing");
      return null;
    }

    private void segment(int number, @Nullable Manifest manifest) throws IOException {
      String name = ObjectNames.segmentFile(number);
      byte[] bytes;
      try {
        bytes = store.get(folder + name, SEGMENT_MAX_BYTES);
      } catch (UnreadableObjectException e) {
        find(name, String.valueOf(e.getMessage()));
        return;
      } catch (NoSuchFileException e) {
        find(name, "the segment is missing");
        return;
      }
      segments++;
      String sha256 = Sha256.hex(bytes);
      Manifest.Segment listed = manifest == null ? null : manifest.segments().get(number);
      if (listed != null && (listed.bytes() != bytes.length || !listed.sha256().equals(sha256))) {
        find(name, "the segment was altered: its SHA-256 is not what the manifest says");
      } else {
        contents(number, name, bytes, manifest, listed);
      }
      previousSha256 = sha256;
    }

    private void contents(
        int number,
        String name,
        byte[] bytes,
        @Nullable Manifest manifest,
        Manifest.@Nullable Segment listed) {
      try {
        SegmentHeader header = SegmentHeader.read(ByteBuffer.wrap(bytes));
        List<TimedEvent> events = SegmentReader.read(bytes);
        if (!header.id().equals(id) || header.number() != number) {
          find(name, "the segment belongs to another place or recording");
        } else if (!header.previousSha256().equals(previousSha256)) {
          find(name, "the chain is broken: the segment does not follow the one before");
        } else if (header.firstSequence() != nextSequence) {
          find(name, "events are missing before this segment");
        } else if (header.firstOffsetMicros() < lastOffsetMicros) {
          find(name, "the segment's time runs backwards");
        } else if (manifest != null && header.epoch() != manifest.epoch()) {
          find(name, "the segment is of another epoch than the manifest");
        } else if (listed != null && !matches(listed, header, events)) {
          find(name, "the manifest describes another segment");
        }
        nextSequence = header.firstSequence() + events.size();
        lastOffsetMicros = events.getLast().offsetMicros();
        lastEvent = events.getLast().event();
        if (number == 0 && manifest != null) {
          opening(name, manifest, events.getFirst().event());
        }
      } catch (FormatException e) {
        find(name, String.valueOf(e.getMessage()));
      }
    }

    private boolean matches(
        Manifest.Segment listed, SegmentHeader header, List<TimedEvent> events) {
      return listed.events() == header.events()
          && listed.firstSequence() == header.firstSequence()
          && listed.firstOffsetMicros() == header.firstOffsetMicros()
          && listed.lastOffsetMicros() == events.getLast().offsetMicros();
    }

    private void opening(String name, Manifest manifest, Event first) {
      if (manifest.session() != null
          && !(first instanceof Event.SessionStarted(var described)
              && described.equals(manifest.session()))) {
        find(name, "the first event is not the opening that the manifest describes");
      }
    }

    private void wholeRecording(Manifest manifest) {
      if (manifest.events() != nextSequence) {
        find(ObjectNames.MANIFEST, "the manifest counts other events than there are");
      }
      if (manifest.state() == Manifest.State.SEALED) {
        if (!(lastEvent instanceof Event.SessionEnded(var reason, var detail)
            && reason.code().equals(manifest.endReason())
            && detail.equals(manifest.endDetail()))) {
          find(ObjectNames.MANIFEST, "the last event is not the end that the manifest describes");
        }
      }
    }

    private boolean isSegmentName(String name) {
      return name.matches("[0-9]{8}\\.segment");
    }

    private int segmentNumber(String name) {
      return Integer.parseInt(name.substring(0, 8));
    }

    private void find(String file, String problem) {
      findings.add(new Finding(folder + file, problem));
    }
  }
}

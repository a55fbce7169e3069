package dev.gatescribe.recording.custody;

import dev.gatescribe.recording.format.CustodyCodec;
import dev.gatescribe.recording.format.CustodyCodec.SignedHoldEntry;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.HoldEntry;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.format.TrustedKey;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.store.UnreadableObjectException;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The holds of all sessions. Each recording has a row of numbered entries; what stands is what the
 * entries say one after the other.
 *
 * <p>In doubt a recording is held: by an entry that cannot be read, by one that is missing in the
 * row, and still by a hold whose removal was signed with another key.
 */
public final class HoldLedger {
  private final ObjectStore store;
  private final @Nullable TrustedKey trusted;

  /**
   * @param trusted the key that must have signed removals; null to believe any, for showing
   */
  public HoldLedger(ObjectStore store, @Nullable TrustedKey trusted) {
    this.store = store;
    this.trusted = trusted;
  }

  /** The holds that stand on a recording, by the time they were added. */
  public List<Hold> standing(RecordingId id) throws IOException {
    Map<String, Hold> standing = new LinkedHashMap<>();
    List<String> names = store.children(ObjectNames.holds(id));
    for (int number = 0; number < names.size(); number++) {
      String expected = ObjectNames.holdFile(number);
      if (!names.get(number).equals(expected)) {
        add(
            standing,
            broken(id, expected, "this entry is missing or was not written by a gateway"));
        break;
      }
      apply(id, number, standing);
    }
    return List.copyOf(standing.values());
  }

  private void apply(RecordingId id, int number, Map<String, Hold> standing) throws IOException {
    String name = ObjectNames.hold(id, number);
    SignedHoldEntry signed;
    try {
      signed = CustodyCodec.decodeHoldEntry(store.get(name, CustodyCodec.MAX_BYTES));
    } catch (NoSuchFileException | UnreadableObjectException | FormatException e) {
      add(standing, broken(id, ObjectNames.holdFile(number), String.valueOf(e.getMessage())));
      return;
    }
    HoldEntry entry = signed.entry();
    if (!entry.id().equals(id) || entry.number() != number) {
      add(standing, broken(id, ObjectNames.holdFile(number), "this entry belongs elsewhere"));
      return;
    }
    switch (entry.action()) {
      case ADDED -> add(standing, new Hold(entry.name(), entry.at(), entry.by(), entry.reason()));
      case REMOVED -> {
        if (trusted == null || trusted.equals(signed.signer())) {
          standing.remove(entry.name());
        }
      }
    }
  }

  private static void add(Map<String, Hold> standing, Hold hold) {
    standing.put(hold.name(), hold);
  }

  private static Hold broken(RecordingId id, String file, String problem) {
    return new Hold(
        "entry-" + file.replace(".json", ""), id.createdAt(), "", "in doubt held: " + problem);
  }

  /**
   * The holds of some recordings; what has none is left out. Costs a listing for each day that they
   * are of, and more only for those that ever had one.
   */
  public Map<RecordingId, List<Hold>> standing(Collection<RecordingId> ids) throws IOException {
    Map<String, List<String>> everHeldByDay = new TreeMap<>();
    Map<RecordingId, List<Hold>> standing = new LinkedHashMap<>();
    for (RecordingId id : ids) {
      String ledger = ObjectNames.holds(id);
      String day = ledger.substring(0, ledger.length() - RecordingId.TEXT_LENGTH - 1);
      List<String> everHeld = everHeldByDay.get(day);
      if (everHeld == null) {
        everHeld = store.children(day);
        everHeldByDay.put(day, everHeld);
      }
      if (everHeld.contains(id + "/")) {
        List<Hold> holds = standing(id);
        if (!holds.isEmpty()) {
          standing.put(id, holds);
        }
      }
    }
    return standing;
  }

  /** All recordings that are held, oldest first. */
  public Map<RecordingId, List<Hold>> all() throws IOException {
    List<RecordingId> ids = new ArrayList<>();
    for (String year : folders(ObjectNames.HOLDS)) {
      for (String month : folders(year)) {
        for (String day : folders(month)) {
          for (String ledger : folders(day)) {
            addId(ledger, ids);
          }
        }
      }
    }
    return standing(ids);
  }

  private List<String> folders(String folder) throws IOException {
    return store.children(folder).stream()
        .filter(part -> part.endsWith("/"))
        .map(part -> folder + part)
        .toList();
  }

  private static void addId(String ledger, List<RecordingId> ids) {
    String last = ledger.substring(ledger.lastIndexOf('/', ledger.length() - 2) + 1);
    try {
      RecordingId id = RecordingId.parse(last.substring(0, last.length() - 1));
      if (ObjectNames.holds(id).equals(ledger)) {
        ids.add(id);
      }
    } catch (IllegalArgumentException e) {
      // Somebody else's folder: it is no ledger.
      return;
    }
  }

  /**
   * Adds an entry behind the last. For one writer at a time; a second one gets a conflict.
   *
   * @throws dev.gatescribe.recording.store.ObjectConflictException if somebody else was faster
   */
  public void append(
      RecordingId id,
      HoldEntry.Action action,
      String name,
      Instant at,
      String by,
      String reason,
      SigningKey key)
      throws IOException {
    int number = store.children(ObjectNames.holds(id)).size();
    HoldEntry entry = new HoldEntry(id, number, action, name, at, by, reason);
    store.put(ObjectNames.hold(id, number), CustodyCodec.encode(entry, key));
  }
}

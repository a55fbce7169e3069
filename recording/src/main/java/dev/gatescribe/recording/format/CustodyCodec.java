package dev.gatescribe.recording.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.session.RecordingId;

/** Deletions and entries of holds as {@link SignedJson}. */
public final class CustodyCodec {
  /** A reason has at most 500 characters, and the rest is short. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final String DELETION = "gatescribe-deletion";
  private static final String HOLD = "gatescribe-hold";

  private CustodyCodec() {}

  /** A deletion and who signed it. */
  public record SignedDeletion(Deletion deletion, TrustedKey signer) {}

  /** An entry and who signed it. */
  public record SignedHoldEntry(HoldEntry entry, TrustedKey signer) {}

  public static byte[] encode(Deletion deletion, SigningKey key) {
    ObjectNode root = root(DELETION);
    root.put("kind", deletion.kind().code());
    root.put("id", deletion.id().toString());
    root.put("at", deletion.at().toString());
    root.put("cause", deletion.cause().code());
    root.put("by", deletion.by());
    root.put("reason", deletion.reason());
    root.put("manifestSha256", deletion.manifestSha256());
    return SignedJson.encode(root, key);
  }

  /**
   * Reads a deletion and checks its signature by the key that it names.
   *
   * @throws FormatException if any byte is not what a writer wrote
   */
  public static SignedDeletion decodeDeletion(byte[] object) throws FormatException {
    SignedJson.Opened opened = SignedJson.decode(object, "deletion");
    JsonFields fields = fields(opened, "deletion", DELETION);
    return new SignedDeletion(
        new Deletion(
            fields.named(RecordingKind.values(), RecordingKind::code, "kind"),
            id(fields),
            fields.instant("at"),
            fields.named(Deletion.Cause.values(), Deletion.Cause::code, "cause"),
            fields.text("by"),
            fields.text("reason"),
            fields.text("manifestSha256")),
        opened.signer());
  }

  public static byte[] encode(HoldEntry entry, SigningKey key) {
    ObjectNode root = root(HOLD);
    root.put("id", entry.id().toString());
    root.put("number", entry.number());
    root.put("action", entry.action().code());
    root.put("name", entry.name());
    root.put("at", entry.at().toString());
    root.put("by", entry.by());
    root.put("reason", entry.reason());
    return SignedJson.encode(root, key);
  }

  /**
   * Reads an entry and checks its signature by the key that it names.
   *
   * @throws FormatException if any byte is not what a writer wrote
   */
  public static SignedHoldEntry decodeHoldEntry(byte[] object) throws FormatException {
    SignedJson.Opened opened = SignedJson.decode(object, "hold");
    JsonFields fields = fields(opened, "hold", HOLD);
    return new SignedHoldEntry(
        new HoldEntry(
            id(fields),
            fields.count("number"),
            fields.named(HoldEntry.Action.values(), HoldEntry.Action::code, "action"),
            fields.text("name"),
            fields.instant("at"),
            fields.text("by"),
            fields.text("reason")),
        opened.signer());
  }

  private static ObjectNode root(String format) {
    ObjectNode root = SignedJson.MAPPER.createObjectNode();
    root.put("format", format);
    root.put("version", SegmentHeader.VERSION);
    return root;
  }

  private static JsonFields fields(SignedJson.Opened opened, String what, String format)
      throws FormatException {
    JsonFields fields = new JsonFields(what, opened.root());
    if (!format.equals(fields.text("format"))) {
      throw new FormatException("this is not a " + what);
    }
    if (fields.number("version") > SegmentHeader.VERSION) {
      throw new FormatException("the " + what + " has a format version that is newer than this");
    }
    return fields;
  }

  private static RecordingId id(JsonFields fields) throws FormatException {
    try {
      return RecordingId.parse(fields.text("id"));
    } catch (IllegalArgumentException e) {
      throw new FormatException("a recording id is malformed", e);
    }
  }
}

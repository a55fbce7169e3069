package dev.gatescribe.admission.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A YAML document of configuration, being read. */
public final class Document {

  /**
   * The largest file that is read, in bytes. Ten thousand principals with an Ed25519 key each fit;
   * what is larger is a mistake or an attack on memory.
   */
  public static final int MAXIMUM_BYTES = 2 * 1024 * 1024;

  /** 48 bits tell the versions of one gateway's policies apart, and can be read aloud. */
  private static final int VERSION_BYTES = 6;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final MappingNode root;
  private final Problems problems;
  private final byte[] content;

  private Document(MappingNode root, Problems problems, byte[] content) {
    this.root = root;
    this.problems = problems;
    this.content = content;
  }

  /**
   * Reads and parses a file.
   *
   * @throws DocumentException if it cannot be read, is not YAML in UTF-8, exceeds a limit, or uses
   *     a part of YAML that is refused
   */
  public static Document read(Path file) throws DocumentException {
    Problems problems = new Problems(file);
    return parse(bytes(file, problems), problems);
  }

  /** Parses {@code content} as if it stood in {@code file}. */
  static Document parse(Path file, byte[] content) throws DocumentException {
    return parse(content, new Problems(file));
  }

  private static Document parse(byte[] content, Problems problems) throws DocumentException {
    if (content.length > MAXIMUM_BYTES) {
      throw problems.fatal(
          Place.WHOLE_FILE,
          "the file is too large; expected at most " + MAXIMUM_BYTES + " bytes",
          null);
    }
    String text = decode(content, problems);
    refuseUnprintable(text, problems);
    return new Document(new DocumentParser(text, problems).root(), problems, content);
  }

  /** The mapping that the document consists of. */
  public MappingNode root() {
    return root;
  }

  /**
   * To be called when everything was asked for.
   *
   * @throws DocumentException with everything that was found wrong, if anything was
   */
  public void refuseIfWrong() throws DocumentException {
    problems.refuseIfAny();
  }

  /**
   * The same for documents that were read together.
   *
   * @throws DocumentException with everything that was found wrong in any of them
   */
  public static void refuseIfAnyWrong(List<Document> documents) throws DocumentException {
    List<DocumentException> refusals = new ArrayList<>();
    for (Document document : documents) {
      try {
        document.refuseIfWrong();
      } catch (DocumentException refusal) {
        refusals.add(refusal);
      }
    }
    if (!refusals.isEmpty()) {
      throw DocumentException.of(refusals);
    }
  }

  /**
   * A short name for the content of documents that were read together: the same exactly if no byte
   * of them differs.
   */
  public static String versionOf(List<Document> documents) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Document document : documents) {
        // The length keeps text that moves from one file to the next apart.
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(document.content.length).flip());
        digest.update(document.content);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK knows SHA-256", e);
    }
  }

  private static byte[] bytes(Path file, Problems problems) throws DocumentException {
    if (!Files.exists(file)) {
      throw problems.fatal(Place.WHOLE_FILE, "there is no such file", null);
    }
    if (!Files.isRegularFile(file)) {
      // A pipe or a device would be read without an end, and has no folder for relative paths.
      throw problems.fatal(Place.WHOLE_FILE, "this is not a file; expected a YAML document", null);
    }
    try (InputStream input = Files.newInputStream(file)) {
      return input.readNBytes(MAXIMUM_BYTES + 1);
    } catch (IOException e) {
      throw problems.fatal(Place.WHOLE_FILE, "the file cannot be read", e);
    }
  }

  private static String decode(byte[] content, Problems problems) throws DocumentException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(content.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(content), text, true);
    text.flip();
    if (result.isError()) {
      throw problems.fatal(placeAfter(text), "the bytes here are not UTF-8; expected text", null);
    }
    String decoded = text.toString();
    boolean marked = !decoded.isEmpty() && decoded.charAt(0) == BYTE_ORDER_MARK;
    return marked ? decoded.substring(1) : decoded;
  }

  /** YAML 1.2.2, section 5.1, c-printable. The parser would refuse the rest without a position. */
  private static void refuseUnprintable(String text, Problems problems) throws DocumentException {
    int index = 0;
    while (index < text.length()) {
      int character = text.codePointAt(index);
      if (!isPrintable(character)) {
        throw problems.fatal(
            placeAfter(text.subSequence(0, index)),
            String.format("the character U+%04X is not allowed; expected text", character),
            null);
      }
      index += Character.charCount(character);
    }
  }

  private static boolean isPrintable(int character) {
    return character == '\t'
        || character == '\n'
        || character == '\r'
        || (character >= 0x20 && character <= 0x7E)
        || character == 0x85
        || (character >= 0xA0 && character <= 0xD7FF)
        || (character >= 0xE000 && character <= 0xFFFD && character != BYTE_ORDER_MARK)
        || character >= 0x10000;
  }

  private static Place placeAfter(CharSequence text) {
    int line = 1;
    int column = 1;
    for (int character : text.codePoints().toArray()) {
      if (character == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return Place.root(line, column);
  }
}

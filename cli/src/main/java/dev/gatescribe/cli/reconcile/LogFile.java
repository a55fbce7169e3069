package dev.gatescribe.cli.reconcile;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * A log on this machine, plain or compressed by gzip.
 *
 * @param name as it was typed
 */
public record LogFile(Path path, String name) {

  /**
   * Longest line that is looked at. A request in the audit log of Kubernetes may carry objects of a
   * megabyte and more; lines about logins have some hundred bytes.
   */
  static final int LINE_MAX_BYTES = 4 * 1024 * 1024;

  /**
   * What a log had to say.
   *
   * @param malformed lines that are not of such a log
   * @param firstMalformed number of the first of them; 0 if there is none
   * @param tooLong lines that nobody looked at, because they are longer than any about a login
   */
  public record Outcome(
      String name, long lines, long logins, long malformed, long firstMalformed, long tooLong) {

    /** The same with another number of logins. */
    public Outcome withLogins(long number) {
      return new Outcome(name, lines, number, malformed, firstMalformed, tooLong);
    }
  }

  /** Reads it to its end. */
  public Outcome read(LoginLog log, Consumer<TargetLogin> logins) throws IOException {
    Tally tally = new Tally();
    try (InputStream bytes = open()) {
      Line line = new Line();
      while (line.next(bytes)) {
        tally.lines++;
        if (line.tooLong) {
          tally.tooLong++;
          continue;
        }
        LogPlace place = new LogPlace(name, tally.lines);
        LoginLog.Reading reading =
            log.read(
                line.text(),
                place,
                login -> {
                  tally.logins++;
                  logins.accept(login);
                });
        if (reading == LoginLog.Reading.MALFORMED) {
          tally.malformed++;
          if (tally.firstMalformed == 0) {
            tally.firstMalformed = tally.lines;
          }
        }
      }
    }
    return new Outcome(
        name, tally.lines, tally.logins, tally.malformed, tally.firstMalformed, tally.tooLong);
  }

  private InputStream open() throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    return name.toLowerCase(Locale.ROOT).endsWith(".gz")
        ? new BufferedInputStream(new GZIPInputStream(bytes), 1 << 16)
        : bytes;
  }

  private static final class Tally {
    private long lines;
    private long logins;
    private long malformed;
    private long firstMalformed;
    private long tooLong;
  }

  /** One line at a time, of which no more is held than is looked at. */
  private static final class Line {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private boolean tooLong;

    boolean next(InputStream in) throws IOException {
      bytes.reset();
      tooLong = false;
      int read = in.read();
      if (read < 0) {
        return false;
      }
      while (read >= 0 && read != '\n') {
        if (bytes.size() < LINE_MAX_BYTES) {
          bytes.write(read);
        } else {
          tooLong = true;
        }
        read = in.read();
      }
      return true;
    }

    String text() {
      String text = bytes.toString(StandardCharsets.UTF_8);
      return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
  }
}

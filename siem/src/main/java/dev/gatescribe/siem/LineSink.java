package dev.gatescribe.siem;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** JSON lines on a stream that somebody else reads: standard output. */
final class LineSink implements AuditSink {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final OcsfEvents events;
  private final PrintStream out;

  LineSink(OcsfEvents events, PrintStream out) {
    this.events = events;
    this.out = out;
  }

  @Override
  public void deliver(List<AuditEntry> entries) throws IOException {
    // Whole lines at a time: others write there, too.
    OutputStream buffer = new BufferedOutputStream(out, BUFFER_BYTES);
    for (AuditEntry entry : entries) {
      buffer.write((events.json(entry) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    buffer.flush();
    if (out.checkError()) {
      throw new IOException("standard output takes nothing any more");
    }
  }

  @Override
  public void close() {
    out.flush();
  }
}

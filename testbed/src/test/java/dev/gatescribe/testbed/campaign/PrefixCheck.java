package dev.gatescribe.testbed.campaign;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Is written what was recorded, and finds out how much of a file is its beginning: the file is what
 * somebody received, so all of it has to be.
 */
final class PrefixCheck extends OutputStream {
  private static final int CHUNK = 1 << 16;

  private final InputStream received;
  private final long receivedBytes;
  private final byte[] chunk = new byte[CHUNK];
  private long equalBytes;
  private boolean differs;

  PrefixCheck(Path receivedFile) throws IOException {
    received = new BufferedInputStream(Files.newInputStream(receivedFile), CHUNK);
    receivedBytes = Files.size(receivedFile);
  }

  long receivedBytes() {
    return receivedBytes;
  }

  /** How many received bytes the recording does not hold where they belong. */
  long missingBytes() {
    return receivedBytes - equalBytes;
  }

  @Override
  public void write(int next) throws IOException {
    write(new byte[] {(byte) next}, 0, 1);
  }

  @Override
  public void write(byte[] recorded, int offset, int length) throws IOException {
    int compared = 0;
    while (compared < length && !differs && equalBytes < receivedBytes) {
      int count = received.readNBytes(chunk, 0, Math.min(CHUNK, length - compared));
      int from = offset + compared;
      int mismatch = Arrays.mismatch(recorded, from, from + count, chunk, 0, count);
      equalBytes += mismatch < 0 ? count : mismatch;
      differs = mismatch >= 0;
      compared += count;
    }
  }

  @Override
  public void close() throws IOException {
    received.close();
  }
}

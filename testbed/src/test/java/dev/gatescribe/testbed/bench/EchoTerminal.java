package dev.gatescribe.testbed.bench;

import dev.gatescribe.testbed.fixture.SshCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A terminal on the target that echoes what it is sent. */
final class EchoTerminal implements AutoCloseable {
  /** What runs on the target. */
  static final String COMMAND = "stty raw -echo; printf '\\006'; exec cat";

  /** Comes from the target before the first key; what precedes it is the shell's own. */
  private static final int READY = 0x06;

  private static final double MICROS = 1e3;

  private final Process ssh;
  private final OutputStream keyboard;
  private final InputStream screen;

  EchoTerminal(SshCommand command) throws IOException {
    ssh =
        new ProcessBuilder(command.words()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    keyboard = ssh.getOutputStream();
    screen = ssh.getInputStream();
    int next = screen.read();
    while (next != READY) {
      if (next < 0) {
        throw new IOException("the terminal ended before it was ready");
      }
      next = screen.read();
    }
  }

  /** Types so many keys, each when the one before has come back, and gives the round trips. */
  List<Double> type(int keys) throws IOException {
    List<Double> micros = new ArrayList<>(keys);
    for (int key = 0; key < keys; key++) {
      int letter = 'a' + key % 26;
      long start = System.nanoTime();
      keyboard.write(letter);
      keyboard.flush();
      int echo = screen.read();
      micros.add((System.nanoTime() - start) / MICROS);
      if (echo != letter) {
        throw new IOException("typed " + letter + ", and " + echo + " came back");
      }
    }
    return micros;
  }

  @Override
  public void close() {
    ssh.destroy();
  }
}

package dev.gatescribe.player.web.screen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The player's own terminal (xterm.js, without its window), run by Node in a process. */
final class PlayerTerminal implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;

  PlayerTerminal() throws IOException {
    process =
        new ProcessBuilder("node", "oracle/screens.mjs")
            .directory(new File("src/main/web"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** What it shows. {@code looks} are digests of how the cells of each row look. */
  record Shown(List<String> text, List<String> looks, int column, int row) {}

  /** Something that happens to a terminal. */
  sealed interface Step {
    /** Bytes that come. */
    record Write(ByteBuffer bytes) implements Step {}

    /** Another size. */
    record Resize(int columns, int rows) implements Step {}

    static Step write(byte[] bytes) {
      return new Write(ByteBuffer.wrap(bytes));
    }
  }

  Shown show(List<Step> steps) throws IOException {
    ObjectNode scene = JSON.createObjectNode();
    ArrayNode list = scene.putArray("steps");
    for (Step step : steps) {
      switch (step) {
        case Step.Write(var bytes) -> list.addObject().put("write", base64(bytes));
        case Step.Resize(var columns, var rows) ->
            list.addObject().putArray("resize").add(columns).add(rows);
      }
    }
    in.write(JSON.writeValueAsString(scene));
    in.newLine();
    in.flush();
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the player's terminal ended");
    }
    JsonNode shown = JSON.readTree(line);
    return new Shown(
        texts(shown.get("text")),
        texts(shown.get("looks")),
        shown.get("column").asInt(),
        shown.get("row").asInt());
  }

  private static String base64(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return Base64.getEncoder().encodeToString(copy);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  @Override
  public void close() throws IOException {
    in.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

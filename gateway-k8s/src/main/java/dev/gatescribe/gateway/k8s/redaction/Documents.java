package dev.gatescribe.gateway.k8s.redaction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Reads the two notations of Kubernetes into one tree, and takes no text that could be read in two
 * ways: no key twice, nothing behind the document, no aliases of collections.
 */
final class Documents {

  /** API servers take no longer body. */
  private static final int TEXT_MAX_LENGTH = 4 * 1_024 * 1_024;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Documents() {}

  static JsonNode readJson(byte[] text) throws IOException {
    JsonNode document = JSON.readTree(text);
    if (document == null || document.isMissingNode()) {
      throw new IOException("there is no document");
    }
    return document;
  }

  static JsonNode readYaml(byte[] bytes) throws IOException {
    // Reports what is not UTF-8, as the API server does.
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    LoadSettings settings =
        LoadSettings.builder()
            .setCodePointLimit(TEXT_MAX_LENGTH)
            .setMaxAliasesForCollections(0)
            .setAllowDuplicateKeys(false)
            .setAllowRecursiveKeys(false)
            // The whole text in one buffer: the library fails on a character outside the basic
            // plane that lies across the end of a buffer.
            .setBufferSize(text.length() + 1)
            .build();
    try {
      return JSON.valueToTree(new Load(settings).loadFromString(text));
    } catch (RuntimeException | StackOverflowError problem) {
      // The text may be hostile and the library is not ours: whatever it throws is a refusal.
      throw new IOException("this is not YAML", problem);
    }
  }

  static String writeYaml(JsonNode document) throws IOException {
    try {
      Object plain = JSON.treeToValue(document, Object.class);
      DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
      return new Dump(settings).dumpToString(plain);
    } catch (JsonProcessingException | RuntimeException problem) {
      throw new IOException("the document cannot be written again", problem);
    }
  }
}

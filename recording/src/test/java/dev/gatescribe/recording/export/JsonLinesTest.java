package dev.gatescribe.recording.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatescribe.recording.EventSamples;
import dev.gatescribe.recording.RecordingFixture;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.recording.story.StatementStory;
import dev.gatescribe.recording.story.StatementStoryteller;
import dev.gatescribe.session.event.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path root;

  @Test
  void everyEventIsALineInOrder() throws Exception {
    List<Event> events = EventSamples.databaseSession(EventSamples.ID);

    List<JsonNode> lines = lines(events, false);

    assertThat(lines).hasSameSizeAs(events);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i).get("sequence").asLong()).isEqualTo(i);
    }
    assertThat(lines.getFirst().get("protocol").asText()).isEqualTo("postgresql");
    assertThat(lines.get(3).get("text").asText()).isEqualTo("begin; select 'grüezi'");
  }

  @Test
  void whatWasTypedIsThereOnlyWhenAskedFor() throws Exception {
    List<Event> events = EventSamples.kubernetesSession(EventSamples.ID);

    assertThat(lines(events, false).toString()).contains("\"input\"").doesNotContain("id\\r\"");
    assertThat(lines(events, true).toString()).contains("\"text\":\"id\\r\"");
  }

  @Test
  void statementAsJsonHasItsTextItsValuesAndHowItCameOut() throws Exception {
    StatementStoryteller teller = new StatementStoryteller();
    List<StatementStory> stories = new ArrayList<>();
    for (var timed : fixture(EventSamples.databaseSession(EventSamples.ID)).events()) {
      teller.accept(timed, stories::add);
    }
    teller.end(stories::add);

    assertThat(JSON.readTree(StoryJson.of(stories.get(1)).toString()))
        .isEqualTo(
            JSON.readTree(
                """
                {"statement": 2, "sequence": 11, "offsetMicros": 13580237, "durationMicros": 2469134,
                 "form": "portal", "portal": "p", "prepared": "s_1",
                 "sql": {"text": "select $1, $2, $3", "length": 17},
                 "values": [{"type": 23, "text": "7", "length": 1}, {"type": 0, "text": "", "length": 0},
                  {"type": 4294967295, "null": true}],
                 "valuesComplete": true, "rows": 0,
                 "transactionBefore": "in-transaction", "transactionAfter": "failed", "cancelled": true,
                 "parts": [{"part": 1, "endedMicros": 16049371, "outcome": "failed", "tag": "ERROR",
                  "rows": 0, "sqlState": "57014", "message": "canceling statement"}]}
                """));
  }

  private List<JsonNode> lines(List<Event> events, boolean withInput) throws Exception {
    DirectoryObjectStore store = new DirectoryObjectStore(root.resolve("store" + withInput));
    RecordingFixture fixture = fixture(events);
    fixture.putInto(store);
    StringBuilder out = new StringBuilder();
    new JsonLines(RecordingCatalog.sessions(store).open(fixture.id()), withInput).write(out);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString().split("\n", -1)) {
      lines.add(JSON.readTree(line));
    }
    assertThat(lines.removeLast().isMissingNode()).as("ends with a line feed").isTrue();
    return lines;
  }

  private static RecordingFixture fixture(List<Event> events) {
    return RecordingFixture.of(
        RecordingKind.SESSION,
        EventSamples.ID,
        events,
        7,
        Manifest.State.SEALED,
        RecordingFixture.key());
  }
}

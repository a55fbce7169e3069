package dev.gatescribe.player.web.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.player.web.recordings.StoryDocuments.RequestDocument;
import dev.gatescribe.player.web.recordings.StoryDocuments.StatementDocument;
import dev.gatescribe.recording.export.ContentJson;
import dev.gatescribe.recording.export.EventJson;
import dev.gatescribe.recording.export.StoryJson;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.recording.story.LimitedContent;
import dev.gatescribe.recording.story.RequestStoryteller;
import dev.gatescribe.recording.story.StatementStoryteller;
import dev.gatescribe.recording.story.Storyteller;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.TimedEvent;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What OpenAPI says of events and stories is what is written, for all that golden recordings hold.
 */
class PublishedDocumentsTest {
  private static final Path GOLDEN = Path.of("../recording/src/test/resources/golden/v0");

  private static List<TimedEvent> events(String golden) throws Exception {
    RecordingKind kind = golden.equals("audit") ? RecordingKind.AUDIT : RecordingKind.SESSION;
    var store = new DirectoryObjectStore(GOLDEN.resolve(golden).resolve("store"));
    RecordingCatalog catalog = new RecordingCatalog(store, kind);
    RecordingId id = catalog.ids(1, null).getFirst();
    List<TimedEvent> events = new ArrayList<>();
    catalog.open(id).forEach(events::add);
    return events;
  }

  @Test
  void typesOfEventsArePublished() throws Exception {
    List<String> kinds =
        kindsOf(Event.class)
            .map(kind -> kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-"))
            .map(name -> name.toLowerCase(Locale.ROOT).replace("unknown-event", "unknown"))
            .toList();

    Schema type = EventDocument.class.getDeclaredField("type").getAnnotation(Schema.class);
    assertThat(type.enumeration()).containsExactlyInAnyOrderElementsOf(kinds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sealed", "audit", "postgresql", "kubernetes", "limited"})
  void fieldsOfEventsArePublished(String golden) throws Exception {
    EventJson writer = new EventJson(ContentJson.DATA, false);
    for (TimedEvent event : events(golden)) {
      assertPublished(writer.of(event), EventDocument.class);
    }
  }

  @Test
  void everyKindOfEventIsInOneOfTheGoldenRecordings() throws Exception {
    Set<Class<?>> seen = new HashSet<>();
    for (String golden : List.of("sealed", "audit", "postgresql", "kubernetes", "limited")) {
      events(golden).forEach(timed -> seen.add(timed.event().getClass()));
    }

    assertThat(seen).containsAll(kindsOf(Event.class).toList());
  }

  @Test
  void fieldsOfStatementsArePublished() throws Exception {
    for (var story : told(new StatementStoryteller(), events("postgresql"))) {
      assertPublished(StoryJson.of(story), StatementDocument.class);
    }
  }

  @Test
  void fieldsOfRequestsArePublished() throws Exception {
    for (var story : told(new RequestStoryteller(), events("kubernetes"))) {
      assertPublished(StoryJson.of(story), RequestDocument.class);
    }
  }

  @Test
  void fieldsOfContentThatIsNotKeptToItsEndArePublished() throws Exception {
    var gatherer = new LimitedContent.Gatherer(10);
    for (TimedEvent timed : events("limited")) {
      if (timed.event() instanceof LimitEvent limit) {
        gatherer.accept(limit);
      }
    }
    ObjectNode story = JsonNodeFactory.instance.objectNode();

    StoryJson.putLimited(gatherer.gathered(), story);

    assertThat(story.get("limited")).hasSize(2);
    assertPublished(story, StatementDocument.class);
    assertPublished(story, RequestDocument.class);
  }

  private static <S> List<S> told(Storyteller<S> teller, List<TimedEvent> events) {
    List<S> stories = new ArrayList<>();
    events.forEach(event -> teller.accept(event, stories::add));
    teller.end(stories::add);
    assertThat(stories).isNotEmpty();
    return stories;
  }

  private static void assertPublished(JsonNode object, Class<?> document) {
    for (var member : object.properties()) {
      RecordComponent published =
          Arrays.stream(document.getRecordComponents())
              .filter(component -> nameOf(component).equals(member.getKey()))
              .findFirst()
              .orElseThrow(() -> new AssertionError(document + " lacks " + member.getKey()));
      if (member.getValue().isObject() && !published.getType().equals(Map.class)) {
        assertPublished(member.getValue(), published.getType());
      }
      if (member.getValue().isArray()
          && published.getGenericType() instanceof ParameterizedType list
          && list.getActualTypeArguments()[0] instanceof Class<?> element
          && element.isRecord()) {
        member.getValue().forEach(entry -> assertPublished(entry, element));
      }
    }
  }

  private static String nameOf(RecordComponent component) {
    try {
      Schema schema =
          component
              .getDeclaringRecord()
              .getDeclaredField(component.getName())
              .getAnnotation(Schema.class);
      return schema == null || schema.name().isEmpty() ? component.getName() : schema.name();
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<Class<?>> kindsOf(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .flatMap(kind -> kind.isRecord() ? Stream.of(kind) : kindsOf(kind));
  }
}

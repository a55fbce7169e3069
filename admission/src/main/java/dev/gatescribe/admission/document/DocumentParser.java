package dev.gatescribe.admission.document;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Turns the parser's events into nodes.
 *
 * <p>Events and not the library's own nodes, because an event still tells an explicit tag from a
 * resolved one, and because depth can be refused before anything deep was built.
 */
final class DocumentParser {

  /** The configuration has five levels. More than this is an attack on the stack. */
  static final int MAXIMUM_DEPTH = 32;

  /** The library repeats names from the text, which can be as long as the text. */
  private static final int EXPLANATION_CHARACTERS = 160;

  private static final String ONE_DOCUMENT = "expected one document that is a mapping of keys";

  private final Problems problems;
  private final String text;
  private boolean usesRefusedParts;

  DocumentParser(String text, Problems problems) {
    this.text = text;
    this.problems = problems;
  }

  MappingNode root() throws DocumentException {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel("document")
            .setCodePointLimit(Document.MAXIMUM_BYTES)
            // The whole text in one buffer: the library fails on a character outside the basic
            // plane that lies across the end of a buffer.
            .setBufferSize(text.length() + 1)
            .build();
    Iterator<Event> events;
    try {
      events = new Parse(settings).parseString(text).iterator();
      return root(events);
    } catch (MarkedYamlEngineException e) {
      throw problems.fatal(place(e.getProblemMark(), e.getContextMark()), explain(e), e);
    } catch (RuntimeException e) {
      // The text may be hostile and the library is not ours: whatever it throws is a refusal.
      throw problems.fatal(Place.WHOLE_FILE, "this is not YAML", e);
    }
  }

  private MappingNode root(Iterator<Event> events) throws DocumentException {
    expect(events, Event.ID.StreamStart);
    Event first = events.next();
    if (first.getEventId() != Event.ID.DocumentStart) {
      throw problems.fatal(Place.WHOLE_FILE, "the document is empty; " + ONE_DOCUMENT, null);
    }
    Event start = events.next();
    DocumentNode root = node(events, start, root(start), 1);
    expect(events, Event.ID.DocumentEnd);
    Event after = events.next();
    if (after.getEventId() != Event.ID.StreamEnd) {
      throw problems.fatal(root(after), "a second document begins here; " + ONE_DOCUMENT, null);
    }
    if (usesRefusedParts) {
      // Reading on would complain about what an alias or a tag left behind.
      problems.refuseIfAny();
    }
    if (root instanceof MappingNode mapping) {
      return mapping;
    }
    throw problems.fatal(
        root.place(), "the document is " + root.description() + "; " + ONE_DOCUMENT, null);
  }

  private void expect(Iterator<Event> events, Event.ID id) throws DocumentException {
    Event event = events.next();
    if (event.getEventId() != id) {
      throw problems.fatal(root(event), "this is not YAML", null);
    }
  }

  private DocumentNode node(Iterator<Event> events, Event event, Place place, int depth)
      throws DocumentException {
    if (depth > MAXIMUM_DEPTH) {
      throw problems.fatal(
          place, "this is nested too deeply; expected at most " + MAXIMUM_DEPTH + " levels", null);
    }
    if (event instanceof NodeEvent part && part.getAnchor().isPresent()) {
      refusePart(place, event instanceof AliasEvent ? "an alias (*)" : "an anchor (&)");
    }
    return switch (event) {
      case AliasEvent _ -> new ScalarNode(place, problems, "", true);
      case ScalarEvent scalar -> {
        refuseTag(place, scalar.getTag());
        yield new ScalarNode(place, problems, scalar.getValue(), scalar.isPlain());
      }
      case SequenceStartEvent sequence -> {
        refuseTag(place, sequence.getTag());
        yield sequence(events, place, depth);
      }
      case MappingStartEvent mapping -> {
        refuseTag(place, mapping.getTag());
        yield mapping(events, place, depth);
      }
      default -> throw problems.fatal(place, "this is not YAML", null);
    };
  }

  private SequenceNode sequence(Iterator<Event> events, Place place, int depth)
      throws DocumentException {
    List<DocumentNode> elements = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      Place at = place.element(line(event), column(event), elements.size());
      elements.add(node(events, event, at, depth + 1));
      event = events.next();
    }
    return new SequenceNode(place, problems, elements);
  }

  private MappingNode mapping(Iterator<Event> events, Place place, int depth)
      throws DocumentException {
    Map<String, MappingNode.Entry> entries = new LinkedHashMap<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      String key = key(event, place);
      Place keyPlace = place.key(line(event), column(event), key);
      Event valueEvent = events.next();
      Place valuePlace = place.key(line(valueEvent), column(valueEvent), key);
      DocumentNode value = node(events, valueEvent, valuePlace, depth + 1);
      MappingNode.Entry first = entries.putIfAbsent(key, new MappingNode.Entry(keyPlace, value));
      if (first != null) {
        problems.add(
            keyPlace,
            "the key is there twice, first on line "
                + first.place().line()
                + "; expected each key once");
      }
      event = events.next();
    }
    return new MappingNode(place, problems, entries);
  }

  private String key(Event event, Place parent) throws DocumentException {
    Place place = new Place(line(event), column(event), Optional.of(parent), "");
    if (event instanceof ScalarEvent scalar) {
      if (scalar.getAnchor().isPresent()) {
        refusePart(place, "an anchor (&)");
      }
      refuseTag(place, scalar.getTag());
      return scalar.getValue();
    }
    throw problems.fatal(place, "this cannot be a key; expected a word", null);
  }

  private void refuseTag(Place place, Optional<String> tag) {
    if (tag.isPresent()) {
      refusePart(place, "a tag (!)");
    }
  }

  private void refusePart(Place place, String part) {
    usesRefusedParts = true;
    problems.add(place, part + " is refused in this file; expected the value itself");
  }

  /** The library's problem in a sentence of ours; never its snippet, which may show a secret. */
  private static String explain(MarkedYamlEngineException e) {
    String context = Objects.requireNonNullElse(e.getContext(), "");
    String problem = Objects.requireNonNullElse(e.getProblem(), "");
    if (context.contains("alias")) {
      return "a bare star begins an alias in YAML; expected '*' in quotes";
    }
    if (problem.contains("TAB")) {
      return "a tab is not allowed here; expected spaces";
    }
    return "this is not YAML: " + VisibleText.escape(problem, EXPLANATION_CHARACTERS);
  }

  private static Place place(Optional<Mark> problem, Optional<Mark> context) {
    return problem
        .or(() -> context)
        .map(mark -> Place.root(mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(Place.WHOLE_FILE);
  }

  private static Place root(Event event) {
    return Place.root(line(event), column(event));
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  private static int column(Event event) {
    return event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(0);
  }
}

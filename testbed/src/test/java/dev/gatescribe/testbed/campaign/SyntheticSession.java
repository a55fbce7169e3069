package dev.gatescribe.testbed.campaign;

import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.RequestedResource;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.StatementOutcome;
import dev.gatescribe.session.event.StreamVisibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A session of a few kilobytes that follows from a seed and its number alone, with its text as one
 * who reads it would divide it: a phrase may stand anywhere within a passage, and not across two.
 */
final class SyntheticSession {
  private static final Instant FIRST = Instant.parse("2026-01-05T08:00:00Z");
  private static final int SECONDS_APART = 60;
  private static final String[] PEOPLE = {"ada", "grace", "alan", "edsger", "barbara"};
  private static final String PROMPT = "ops@web-1:~$ ";

  private final Random random;
  private final SyntheticText text;
  private final SessionDescription description;
  private final List<Event> events = new ArrayList<>();
  private final List<String> passages = new ArrayList<>();

  SyntheticSession(SyntheticText text, long seed, int number) {
    this.random = new Random(seed * 1_000_003L + number);
    this.text = text;
    Instant start = FIRST.plusSeconds((long) number * SECONDS_APART);
    RecordingId id =
        new RecordingId((start.toEpochMilli() << 16) | random.nextInt(1 << 16), random.nextLong());
    Protocol protocol =
        switch (number % 5) {
          case 3 -> Protocol.POSTGRESQL;
          case 4 -> Protocol.KUBERNETES;
          default -> Protocol.SSH;
        };
    description =
        new SessionDescription(
            id,
            protocol,
            PEOPLE[random.nextInt(PEOPLE.length)],
            protocol.code() + "-" + random.nextInt(20),
            "ops",
            "192.0.2.7:40000",
            "publickey laptop",
            "engineers",
            start);
    events.add(new Event.SessionStarted(description));
    if (protocol == Protocol.POSTGRESQL) {
      statements();
    } else if (protocol == Protocol.KUBERNETES) {
      requests();
    } else {
      terminal();
    }
  }

  SessionDescription description() {
    return description;
  }

  List<Event> events() {
    return events;
  }

  /** What one reads, each passage in lower case with nothing but spaces between words. */
  List<String> passages() {
    return passages;
  }

  private void terminal() {
    events.add(new Event.StreamOpened(1, StreamVisibility.CONTENT));
    events.add(new Event.TerminalOpened(1, "xterm-256color", 120, 40));
    events.add(new Event.ShellStarted(1));
    StringBuilder passage = new StringBuilder();
    for (int command = 0; command < 8; command++) {
      String line = "run" + command + " --" + text.word(random) + " /srv/" + text.word(random);
      events.add(new Event.Output(1, Content.of("\u001b[32m" + PROMPT + "\u001b[0m")));
      events.add(new Event.Output(1, Content.of(line + "\r\n")));
      passage.append(PROMPT).append(line).append(' ');
      StringBuilder output = new StringBuilder();
      for (int i = 0; i < 6; i++) {
        // A number at the front, so that no line is the same as the one before.
        output.append(i).append(": ").append(text.words(random, 10)).append("\r\n");
      }
      events.add(new Event.Output(1, Content.of(output.toString())));
      passage.append(output);
    }
    passages.add(plain(passage.toString()));
  }

  private void statements() {
    for (int i = 1; i <= 25; i++) {
      String sql =
          "SELECT "
              + text.words(random, 6).replace(" ", ", ")
              + "\nFROM "
              + text.word(random)
              + " WHERE "
              + text.word(random)
              + " = '"
              + text.words(random, 5)
              + "'";
      events.add(
          new DatabaseEvent.StatementStarted(i, StatementForm.SIMPLE_QUERY, "", Content.of(sql)));
      events.add(
          new DatabaseEvent.StatementEnded(
              i, 1, StatementOutcome.COMPLETED, "SELECT 1", 1, "", ""));
      passages.add(plain(sql));
    }
  }

  private void requests() {
    for (int i = 1; i <= 15; i++) {
      String path =
          "/api/v1/namespaces/" + text.word(random) + "/configmaps/" + text.word(random) + "-x";
      String body = "{\"data\": {\"note\": \"" + text.words(random, 15) + "\"}}";
      events.add(
          new KubernetesEvent.RequestStarted(
              i, "PUT", "update", RequestedResource.NONE, "kubectl/v1.33", Content.of(path)));
      events.add(new KubernetesEvent.RequestBody(i, Content.of(body)));
      events.add(new KubernetesEvent.ResponseStarted(i, 200, "application/json"));
      events.add(new KubernetesEvent.RequestEnded(i, RequestOutcome.COMPLETED));
      passages.add(plain("PUT " + path + " update"));
      passages.add(plain(body));
    }
  }

  private static String plain(String written) {
    return written.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ").strip();
  }
}

package dev.gatescribe.recording.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.CoverageFeed;
import dev.gatescribe.session.CoverageState;
import dev.gatescribe.session.RecordingId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTableTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void tableHoldsWhatAMapWouldHold(long seed) {
    Random random = new Random(seed);
    SessionTable table = new SessionTable();
    Map<RecordingId, Set<SessionMark>> marks = new HashMap<>();
    Map<RecordingId, CoverageState> states = new HashMap<>();
    for (int step = 0; step < 20_000; step++) {
      // Few different bits, so that places collide.
      RecordingId id = new RecordingId(random.nextInt(100), random.nextInt(100));
      SessionMark mark = oneOf(List.of(SessionMark.values()), random);
      boolean news = marks.computeIfAbsent(id, _ -> new HashSet<>()).add(mark);
      assertThat(table.mark(id, mark)).isEqualTo(news);
      CoverageState state = oneOf(List.of(CoverageState.values()), random);
      table.state(id, state);
      states.put(id, state);
    }
    table.remove(id -> id.mostSignificantBits() < 10);
    marks.keySet().removeIf(id -> id.mostSignificantBits() < 10);

    List<RecordingId> admitted = table.admitted(_ -> true);

    assertThat(admitted)
        .containsExactlyInAnyOrderElementsOf(
            marks.entrySet().stream()
                .filter(entry -> entry.getValue().contains(SessionMark.ADMITTED))
                .map(Map.Entry::getKey)
                .toList());
    for (RecordingId id : marks.keySet()) {
      assertThat(table.state(id)).isEqualTo(states.get(id));
      for (SessionMark mark : SessionMark.values()) {
        assertThat(table.is(id, mark)).isEqualTo(marks.get(id).contains(mark));
      }
    }
    SessionTable.Count count = table.count();
    assertThat(count.admissions()).isEqualTo(admitted.size());
    assertThat(count.states().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(admitted.size());
  }

  private static <T> T oneOf(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  @Test
  void aHundredThousandSessionsTakeAFewMegabytes() {
    SessionTable table = new SessionTable();
    Instant now = Instant.now();
    long before = used();
    for (int session = 0; session < 100_000; session++) {
      RecordingId id = RecordingId.create(now.plusMillis(session));
      table.mark(id, SessionMark.ADMITTED);
      table.mark(id, SessionMark.STARTED);
    }

    assertThat(used() - before).isLessThan(16L << 20);
    assertThat(table.admissions()).isEqualTo(100_000);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void statesThatDoNotSumUpToTheAdmissionsAreOutOfBalance() {
    Map<CoverageState, Long> states = Map.of(CoverageState.SEALED, 2L, CoverageState.MISSING, 1L);

    assertThat(report(3, states).isBalanced()).isTrue();
    assertThat(report(4, states).isBalanced()).isFalse();
    assertThat(report(2, states).isBalanced()).isFalse();
  }

  private static CoverageFeed.Report report(long admissions, Map<CoverageState, Long> states) {
    return new CoverageFeed.Report(Instant.EPOCH, admissions, states, List.of(), "");
  }
}

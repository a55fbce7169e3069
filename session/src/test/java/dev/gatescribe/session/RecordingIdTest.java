package dev.gatescribe.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingIdTest {
  private static final long SEED = 20_261_121L;

  @Test
  void textAndBinaryFormsComeBackAndSortLikeTheIds() {
    Random random = new Random(SEED);
    List<RecordingId> ids = new ArrayList<>();
    ids.add(new RecordingId(0, 0));
    ids.add(new RecordingId(-1, -1));
    ids.add(new RecordingId(Long.MAX_VALUE, Long.MIN_VALUE));
    for (int i = 0; i < 1_000; i++) {
      ids.add(new RecordingId(random.nextLong(), random.nextLong()));
    }
    for (RecordingId id : ids) {
      ByteBuffer binary = ByteBuffer.allocate(RecordingId.BYTES);
      id.write(binary);

      assertThat(binary.hasRemaining()).isFalse();
      assertThat(RecordingId.read(binary.flip())).isEqualTo(id);
      assertThat(id.toString()).hasSize(RecordingId.TEXT_LENGTH);
      assertThat(RecordingId.parse(id.toString())).isEqualTo(id);
    }
    List<String> sortedIds = ids.stream().sorted().map(RecordingId::toString).toList();
    List<String> sortedTexts = ids.stream().map(RecordingId::toString).sorted().toList();
    assertThat(sortedIds).isEqualTo(sortedTexts);
  }

  @Test
  void carriesItsTimeInWholeMilliseconds() {
    Instant at = Instant.parse("2026-11-21T08:15:30.123456789Z");

    RecordingId id = RecordingId.create(at);

    assertThat(id.createdAt()).isEqualTo(Instant.parse("2026-11-21T08:15:30.123Z"));
    assertThat(RecordingId.create(at)).isNotEqualTo(id);
    assertThat(RecordingId.create(at.plusMillis(1))).isGreaterThan(id);
  }

  @Test
  void hasTheTextThatUlidReadersExpect() {
    // The example of the ULID specification's encoding, in lower case.
    RecordingId id = RecordingId.parse("01arz3ndektsv4rrffq69g5fav");

    assertThat(id.createdAt()).isEqualTo(Instant.ofEpochMilli(1_469_922_850_259L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01arz3ndektsv4rrffq69g5fa",
        "01arz3ndektsv4rrffq69g5favv",
        "81arz3ndektsv4rrffq69g5fav",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "01arz3ndektsv4rrffq69g5fau",
        "01arz3ndektsv4rrffq69g5fai",
        "../arz3ndektsv4rrffq69g5fa",
        "01arz3ndektsv4rrffq69g5fä0"
      })
  void refusesWhatIsNoId(String text) {
    assertThatThrownBy(() -> RecordingId.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}

package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.gateway.ssh.wire.DataKind;
import dev.gatescribe.gateway.ssh.wire.DataPacket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayQueueTest {
  private final RelayQueue queue = new RelayQueue();

  @Test
  void whatIsOfferedComesOutInOrderAndNeighbouringDataInOnePacket() throws Exception {
    offer(DataKind.PLAIN, "ab");
    offer(DataKind.PLAIN, "cd");
    offer(DataKind.ERROR, "x");
    queue.offer(new RelayUnit.EndOfData());
    offer(DataKind.PLAIN, "e");

    assertThat(take()).containsExactly("PLAIN:abcd", "ERROR:x", "EndOfData[]", "PLAIN:e");
  }

  @Test
  void waitingDataIsCountedAndABatchIsBounded() throws Exception {
    byte[] block = new byte[DataPacket.DATA_MAX];
    int blocks = 64;
    for (int i = 0; i < blocks; i++) {
      queue.offerData(DataKind.PLAIN, block, 0, block.length);
    }
    assertThat(queue.waitingBytes()).isEqualTo((long) blocks * block.length);

    assertThat(take()).hasSize(RelayQueue.BATCH_BYTES / block.length);
    assertThat(queue.waitingBytes())
        .isEqualTo((long) blocks * block.length - RelayQueue.BATCH_BYTES);
  }

  @Test
  void requestsAreBoundedInNumberAndInBytes() {
    for (int i = 0; i < RelayQueue.CONTROL_UNITS_MAX; i++) {
      assertThat(queue.offer(new RelayUnit.Request("signal", false, new byte[8]))).isTrue();
    }
    assertThat(queue.offer(new RelayUnit.Request("signal", false, new byte[8]))).isFalse();

    RelayQueue other = new RelayQueue();
    byte[] large = new byte[RelayQueue.CONTROL_BYTES_MAX];
    assertThat(other.offer(new RelayUnit.Request("exec", false, large))).isTrue();
    assertThat(other.offer(new RelayUnit.Request("exec", false, new byte[1]))).isFalse();
    assertThat(other.offer(new RelayUnit.Closed())).as("the end always fits").isTrue();
  }

  @Test
  void afterTheEndNothingIsTaken() throws Exception {
    offer(DataKind.PLAIN, "kept");
    queue.endWith(true, List.of(new RelayUnit.Closed()));
    offer(DataKind.PLAIN, "late");
    queue.offer(new RelayUnit.EndOfData());
    queue.endWith(false, List.of(new RelayUnit.Notice("late")));

    assertThat(take()).containsExactly("PLAIN:kept", "Closed[]");
  }

  @Test
  void anEndMayForgetWhatWaits() throws Exception {
    offer(DataKind.PLAIN, "forgotten");
    queue.endWith(false, List.of(new RelayUnit.Farewell("bye"), new RelayUnit.Closed()));

    assertThat(take()).containsExactly("Farewell[line=bye]", "Closed[]");
    assertThat(queue.waitingBytes()).isZero();
  }

  private void offer(DataKind kind, String text) {
    byte[] bytes = ("--" + text).getBytes(StandardCharsets.UTF_8);
    queue.offerData(kind, bytes, 2, bytes.length - 2);
  }

  private List<String> take() throws InterruptedException {
    List<RelayUnit> units = new ArrayList<>();
    queue.take(units);
    return units.stream()
        .map(unit ->
            unit instanceof RelayUnit.Data(DataPacket packet)
                ? packet.kind() + ":" + StandardCharsets.UTF_8.decode(packet.data())
                : unit.toString())
        .toList();
  }
}

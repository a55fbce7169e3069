package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ssh.wire.DataKind;
import dev.gatescribe.gateway.ssh.wire.DataPacket;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What one side of a channel has sent and the other has not been given yet, in order.
 *
 * <p>Filled by an I/O thread that must not wait, emptied by one virtual thread that may. Data is
 * bounded by the window that the gateway granted and gives back only for bytes that were forwarded;
 * everything else is bounded here.
 */
final class RelayQueue {

  /**
   * Requests and answers that may wait. No window bounds them; people send a handful, and a tool
   * that resizes a terminal madly sends hundreds.
   */
  static final int CONTROL_UNITS_MAX = 1_024;

  /** Bytes of request bodies that may wait: a long command line is 2 MiB on Linux. */
  static final int CONTROL_BYTES_MAX = 4 * 1024 * 1024;

  /** Data taken at once, so that the recording is asked for many packets in one go. */
  static final int BATCH_BYTES = 256 * 1024;

  private final ArrayDeque<RelayUnit> units = new ArrayDeque<>();
  private long dataBytes;
  private int controlUnits;
  private long controlBytes;
  private boolean closed;

  /** Copies data in, behind everything before it. After the end it is dropped. */
  synchronized void offerData(DataKind kind, byte[] source, int offset, int length) {
    if (closed) {
      return;
    }
    if (!(units.peekLast() instanceof RelayUnit.Data(DataPacket packet)
        && packet.append(kind, source, offset, length))) {
      units.add(new RelayUnit.Data(new DataPacket(kind, source, offset, length)));
    }
    dataBytes += length;
    notifyAll();
  }

  /**
   * Puts a unit behind everything before it. After the end it is dropped.
   *
   * @return false if the sender has overrun the bounds
   */
  synchronized boolean offer(RelayUnit unit) {
    if (closed) {
      return true;
    }
    int bytes = unit instanceof RelayUnit.Request request ? request.body().length : 0;
    if (unit instanceof RelayUnit.Closed) {
      closed = true;
    } else if (controlUnits >= CONTROL_UNITS_MAX || controlBytes + bytes > CONTROL_BYTES_MAX) {
      return false;
    }
    controlUnits++;
    controlBytes += bytes;
    units.add(unit);
    notifyAll();
    return true;
  }

  /** Waits until there is something, and moves up to a batch of it. */
  synchronized void take(List<RelayUnit> batch) throws InterruptedException {
    while (units.isEmpty()) {
      wait();
    }
    int taken = 0;
    while (taken < BATCH_BYTES) {
      RelayUnit unit = units.poll();
      if (unit == null) {
        return;
      }
      if (unit instanceof RelayUnit.Data(DataPacket packet)) {
        taken += packet.length();
        dataBytes -= packet.length();
      } else {
        controlUnits--;
        controlBytes -= unit instanceof RelayUnit.Request request ? request.body().length : 0;
      }
      batch.add(unit);
    }
  }

  /** Ends the queue with these units; what waits is forgotten unless it shall be kept. */
  synchronized void endWith(boolean keepWaiting, List<RelayUnit> last) {
    if (closed) {
      return;
    }
    if (!keepWaiting) {
      units.clear();
      dataBytes = 0;
      controlUnits = 0;
      controlBytes = 0;
    }
    // Past the bounds on purpose: these few are the gateway's own.
    units.addAll(last);
    controlUnits += last.size();
    closed = true;
    notifyAll();
  }

  /** Data bytes that wait; at most the window. */
  synchronized long waitingBytes() {
    return dataBytes;
  }
}

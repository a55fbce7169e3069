package dev.gatescribe.gateway.ssh.wire;

import java.nio.ByteBuffer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.helpers.PacketBuffer;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Data of a channel on its way through the gateway, held in an array that already has room around
 * it for everything the outgoing leg adds, so that the bytes are copied once between the packet
 * that was decrypted and the packet that is encrypted.
 *
 * <pre>
 *   | room | length:4 | padding:1 | message:1 | channel:4 | [type:4] | length:4 | data … | room |
 *          ^ written by the encryption        ^ written by frame()               ^ start  ^ end
 * </pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class DataPacket {

  /**
   * Data bytes in one packet: what stock clients and servers advertise, and so no gain above it.
   */
  public static final int DATA_MAX = 32 * 1024;

  /** Length, padding length, message, channel, data type and data length, at their largest. */
  private static final int HEADROOM = 4 + 1 + 1 + 4 + 4 + 4;

  /** Padding (at most two cipher blocks) and authentication tag (at most 64 bytes). */
  private static final int TAILROOM = 128;

  /** Keystrokes come in ones: a small array that may still take a few more of them. */
  private static final int CAPACITY_MIN = 256;

  private final DataKind kind;
  private byte[] array;
  private int start;
  private int end;

  /** Copies {@code length} bytes of {@code source}. */
  public DataPacket(DataKind kind, byte[] source, int offset, int length) {
    this.kind = kind;
    this.array = new byte[HEADROOM + Math.max(length, CAPACITY_MIN) + TAILROOM];
    this.start = HEADROOM;
    System.arraycopy(source, offset, array, start, length);
    this.end = start + length;
  }

  /** Which stream the data belongs to. */
  public DataKind kind() {
    return kind;
  }

  /** How many data bytes there are. */
  public int length() {
    return end - start;
  }

  /** The data bytes; valid until the packet is framed. */
  public ByteBuffer data() {
    return ByteBuffer.wrap(array, start, end - start).slice();
  }

  /**
   * Adds data of the same kind behind what is there, if the packet may grow that far.
   *
   * @return whether it was added; nothing has changed otherwise
   */
  public boolean append(DataKind more, byte[] source, int offset, int length) {
    if (more != kind || length() + length > DATA_MAX) {
      return false;
    }
    if (end + length + TAILROOM > array.length) {
      byte[] grown = new byte[HEADROOM + DATA_MAX + TAILROOM];
      System.arraycopy(array, start, grown, HEADROOM, length());
      end = HEADROOM + length();
      start = HEADROOM;
      array = grown;
    }
    System.arraycopy(source, offset, array, end, length);
    end += length;
    return true;
  }

  /** Takes the first {@code length} data bytes off, as a packet of their own. */
  public DataPacket split(int length) {
    DataPacket first = new DataPacket(kind, array, start, length);
    start += length;
    return first;
  }

  /**
   * Writes the header in front of the data. Encryption happens in place, so this is the last use of
   * the packet.
   *
   * @param channel the number by which the receiver knows the channel
   */
  public Buffer frame(long channel) {
    int length = length();
    int position = start - 4;
    putInt(position, length);
    if (kind == DataKind.ERROR) {
      position -= 4;
      putInt(position, SshConstants.SSH_EXTENDED_DATA_STDERR);
    }
    position -= 4;
    putInt(position, (int) channel);
    position -= 1;
    array[position] = kind.message();
    Buffer buffer = new PacketBuffer(array, false);
    buffer.wpos(end);
    buffer.rpos(position);
    return buffer;
  }

  private void putInt(int position, int value) {
    array[position] = (byte) (value >>> 24);
    array[position + 1] = (byte) (value >>> 16);
    array[position + 2] = (byte) (value >>> 8);
    array[position + 3] = (byte) value;
  }

  @Override
  public String toString() {
    return "DataPacket[" + kind + ", " + length() + " bytes]";
  }
}

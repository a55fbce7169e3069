package dev.gatescribe.gateway.k8s.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;

/** Writes WebSocket frames as a peer would. */
public final class WebSocketFrames {
  private static final int FIN = 0x80;

  private WebSocketFrames() {}

  /** One frame. A client's are masked, with a key from the seed. */
  public static byte[] frame(
      WebSocketOpcode opcode, boolean last, byte[] payload, boolean masked, Random random) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write((last ? FIN : 0) | opcode.code());
    int mask = masked ? 0x80 : 0;
    if (payload.length < 126) {
      frame.write(mask | payload.length);
    } else if (payload.length < 1 << 16) {
      frame.write(mask | 126);
      frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      frame.write(mask | 127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    byte[] sent = payload.clone();
    if (masked) {
      byte[] key = new byte[4];
      random.nextBytes(key);
      frame.writeBytes(key);
      for (int i = 0; i < sent.length; i++) {
        sent[i] ^= key[i & 3];
      }
    }
    frame.writeBytes(sent);
    return frame.toByteArray();
  }

  /** A whole message on a channel of Kubernetes. */
  public static byte[] onChannel(int channel, byte[] bytes, boolean masked) {
    byte[] message = new byte[bytes.length + 1];
    message[0] = (byte) channel;
    System.arraycopy(bytes, 0, message, 1, bytes.length);
    return frame(WebSocketOpcode.BINARY, true, message, masked, new Random(channel));
  }
}

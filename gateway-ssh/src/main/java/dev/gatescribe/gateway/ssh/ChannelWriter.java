package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ssh.wire.DataKind;
import dev.gatescribe.gateway.ssh.wire.DataPacket;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.channel.WindowClosedException;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Writes to one SSH channel from virtual threads: waits for the receiver's window as long as the
 * channel lives, and for the socket when much is on its way to it.
 */
final class ChannelWriter {

  /** A slow receiver slows its sender and is never given up: as long as it is there, wait. */
  private static final Duration WINDOW_PATIENCE = Duration.ofDays(3_650);

  private final AbstractChannel channel;
  private final SocketBacklog backlog;

  ChannelWriter(AbstractChannel channel, SocketBacklog backlog) {
    this.channel = channel;
    this.backlog = backlog;
  }

  /**
   * Sends data, in as many packets as the receiver's window and packet size ask for.
   *
   * @return false if the channel is closing and takes nothing any more
   */
  boolean send(DataPacket packet) throws InterruptedException, IOException {
    RemoteWindow window = channel.getRemoteWindow();
    long packetMax = Math.min(window.getPacketSize(), DataPacket.DATA_MAX);
    while (packet.length() > 0) {
      long space;
      try {
        space = window.waitForSpace(WINDOW_PATIENCE);
      } catch (WindowClosedException | SocketTimeoutException closed) {
        return false;
      }
      int length = (int) Math.min(Math.min(space, packetMax), packet.length());
      window.consume(length);
      boolean last = length == packet.length();
      DataPacket next = last ? packet : packet.split(length);
      if (!write(next.frame(channel.getRecipient()), length)) {
        return false;
      }
      if (last) {
        return true;
      }
    }
    return true;
  }

  /** Sends a line to the receiver's standard error. */
  boolean sendLine(String line) throws InterruptedException, IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return send(new DataPacket(DataKind.ERROR, bytes, 0, bytes.length));
  }

  /** Sends a channel request. */
  void request(String type, boolean wantReply, byte[] body) throws IOException {
    Buffer buffer =
        channel
            .getSession()
            .createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 4 + 4 + 64 + 1 + body.length);
    buffer.putUInt(channel.getRecipient());
    buffer.putString(type);
    buffer.putBoolean(wantReply);
    buffer.putRawBytes(body);
    channel.writePacket(buffer);
  }

  /** Answers a channel request. */
  void reply(boolean success) throws IOException {
    byte message =
        success ? SshConstants.SSH_MSG_CHANNEL_SUCCESS : SshConstants.SSH_MSG_CHANNEL_FAILURE;
    Session session = channel.getSession();
    Buffer buffer = session.createBuffer(message, 16);
    buffer.putUInt(channel.getRecipient());
    channel.writePacket(buffer);
  }

  private boolean write(Buffer buffer, int bytes) throws InterruptedException, IOException {
    if (!backlog.take(bytes, channel::isClosing)) {
      return false;
    }
    IoWriteFuture future;
    try {
      future = channel.writePacket(buffer);
    } catch (IOException failure) {
      backlog.give(bytes, false);
      throw failure;
    }
    future.addListener(written -> backlog.give(bytes, written.isWritten()));
    return !future.isDone() || future.isWritten();
  }
}

package dev.gatescribe.gateway.ssh;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/** A channel of any type, on which a test asks for what it likes, when it likes. */
class RawChannel extends AbstractClientChannel {
  final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();

  RawChannel(String type) {
    super(type);
  }

  /** Asks, and does not wait for the answer. */
  final void ask(String what, Consumer<Buffer> body) throws IOException {
    Buffer buffer = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 256);
    buffer.putUInt(getRecipient());
    buffer.putString(what);
    buffer.putBoolean(true);
    body.accept(buffer);
    writePacket(buffer);
  }

  /** Sends data in one packet. */
  final void send(byte[] data) throws IOException {
    Buffer buffer =
        getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, data.length + Long.SIZE);
    buffer.putUInt(getRecipient());
    buffer.putBytes(data);
    writePacket(buffer);
  }

  @Override
  protected void doOpen() throws IOException {}

  @Override
  public void handleSuccess() {
    answers.add("success");
  }

  @Override
  public void handleFailure() {
    answers.add("failure");
  }
}

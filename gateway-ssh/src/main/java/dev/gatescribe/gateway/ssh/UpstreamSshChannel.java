package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ssh.wire.DataKind;
import java.io.IOException;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * The target's side of a stream: a {@code session} channel on the upstream connection whose
 * messages go, as they came, into the queue towards the client.
 */
final class UpstreamSshChannel extends AbstractClientChannel {
  private final RelayQueue toClient;
  private final Runnable onOverrun;
  private final ChannelWriter writer;
  private final long windowBytes;

  UpstreamSshChannel(
      RelayQueue toClient, SocketBacklog backlog, WindowBudget windows, Runnable onOverrun) {
    super("session");
    this.toClient = toClient;
    this.onOverrun = onOverrun;
    this.writer = new ChannelWriter(this, backlog);
    this.windowBytes = windows.grant();
    addCloseFutureListener(_ -> windows.giveBack(windowBytes));
  }

  ChannelWriter writer() {
    return writer;
  }

  /** Tells the target that no more input comes. */
  void endInput() throws IOException {
    sendEof();
  }

  @Override
  protected void configureWindow() {
    CoreModuleProperties.WINDOW_SIZE.set(this, windowBytes);
    super.configureWindow();
  }

  @Override
  protected void doOpen() {
    // Nothing to set up: no streams, only the queue.
  }

  @Override
  protected void doWriteData(byte[] data, int offset, long length) {
    toClient.offerData(DataKind.PLAIN, data, offset, (int) length);
  }

  @Override
  protected void doWriteExtendedData(byte[] data, int offset, long length) {
    toClient.offerData(DataKind.ERROR, data, offset, (int) length);
  }

  @Override
  public void handleRequest(Buffer buffer) throws IOException {
    String type = buffer.getString();
    boolean wantReply = buffer.getBoolean();
    offer(new RelayUnit.Request(type, wantReply, buffer.getCompactData()));
  }

  @Override
  public void handleSuccess() {
    offer(new RelayUnit.TargetReply(true));
  }

  @Override
  public void handleFailure() {
    offer(new RelayUnit.TargetReply(false));
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    offer(new RelayUnit.EndOfData());
  }

  @Override
  public void handleClose() throws IOException {
    super.handleClose();
    offer(new RelayUnit.Closed());
  }

  private void offer(RelayUnit unit) {
    if (!toClient.offer(unit)) {
      onOverrun.run();
    }
  }
}

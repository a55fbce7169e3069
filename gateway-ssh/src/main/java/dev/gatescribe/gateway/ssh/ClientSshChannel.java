package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.RefusalMessage;
import dev.gatescribe.gateway.ssh.wire.ChannelRequest;
import dev.gatescribe.gateway.ssh.wire.ChannelRequest.ExitStatus;
import dev.gatescribe.gateway.ssh.wire.DataKind;
import dev.gatescribe.gateway.ssh.wire.DataPacket;
import dev.gatescribe.gateway.ssh.wire.MalformedRequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Objects;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a stream: a {@code session} channel that is confirmed only when it is known
 * what becomes of it.
 *
 * <pre>
 *   Unconfirmed ──relayTo()──→ Relayed      what the client sends goes into the relay's queue
 *        └───────refuse()────→ Refused      the client may ask for what it likes, and reads why not
 * </pre>
 *
 * <p>A client cannot send anything on a channel that is not confirmed, because it does not know its
 * number; so nothing arrives early.
 */
final class ClientSshChannel extends AbstractServerChannel {

  private sealed interface State {
    record Unconfirmed() implements State {}

    record Relayed(StreamRelay relay) implements State {}

    record Refused(RefusalMessage refusal) implements State {}
  }

  private final ClientConnection connection;
  private final ChannelWriter writer;
  private final long windowBytes;
  private final Closing closing = new Closing();
  private volatile State current = new State.Unconfirmed();
  private @Nullable OpenFuture opening;

  ClientSshChannel(ClientConnection connection, SocketBacklog backlog, WindowBudget windows) {
    super("", Collections.emptyList(), null);
    this.connection = connection;
    this.writer = new ChannelWriter(this, backlog);
    this.windowBytes = windows.grant();
    addCloseFutureListener(_ -> windows.giveBack(windowBytes));
  }

  ChannelWriter writer() {
    return writer;
  }

  @Override
  protected void configureWindow() {
    CoreModuleProperties.WINDOW_SIZE.set(this, windowBytes);
    super.configureWindow();
  }

  @Override
  public OpenFuture open(long recipient, long windowSize, long packetSize, Buffer buffer) {
    setRecipient(recipient);
    getRemoteWindow().init(windowSize, packetSize, getSession());
    configureWindow();
    OpenFuture future = new DefaultOpenFuture(this, futureLock);
    opening = future;
    connection.onChannelOpen(this);
    return future;
  }

  /** From now on this is a stream of a session. */
  void relayTo(StreamRelay relay) {
    confirm(new State.Relayed(relay));
  }

  /** Whatever the client starts on this channel, it reads why it cannot. */
  void refuse(RefusalMessage refusal) {
    confirm(new State.Refused(refusal));
  }

  /** Tells the client that no more output comes. */
  void endOutput() throws IOException {
    sendEof();
  }

  private void confirm(State next) {
    synchronized (writer) {
      if (!(current instanceof State.Unconfirmed)) {
        throw new IllegalStateException("a channel is confirmed once");
      }
      current = next;
    }
    if (isClosing()) {
      return;
    }
    signalChannelOpenSuccess();
    Objects.requireNonNull(opening, "opening").setOpened();
    notifyStateChanged("confirmed");
  }

  @Override
  protected void doWriteData(byte[] data, int offset, long length) throws IOException {
    switch (current) {
      case State.Unconfirmed _ -> throw early();
      case State.Relayed(StreamRelay relay) ->
          relay.toUpstream().offerData(DataKind.PLAIN, data, offset, (int) length);
      case State.Refused _ -> getLocalWindow().release(length);
    }
  }

  /** Clients have no second stream to send on (RFC 4254, section 5.2); what comes is let go. */
  @Override
  protected void doWriteExtendedData(byte[] data, int offset, long length) throws IOException {
    getLocalWindow().release(length);
  }

  @Override
  public void handleRequest(Buffer buffer) throws IOException {
    String type = buffer.getString();
    boolean wantReply = buffer.getBoolean();
    switch (current) {
      case State.Unconfirmed _ -> throw early();
      case State.Relayed(StreamRelay relay) ->
          relay.onClientUnit(new RelayUnit.Request(type, wantReply, buffer.getCompactData()));
      case State.Refused(RefusalMessage refusal) ->
          answerRefused(refusal, type, wantReply, buffer.getCompactData());
    }
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    if (current instanceof State.Relayed(StreamRelay relay)) {
      relay.onClientUnit(new RelayUnit.EndOfData());
    }
  }

  /**
   * The client is done with the channel. OpenSSH says so as soon as both sides have sent their last
   * byte, and still takes the exit status; so the answer waits for {@link #finish}.
   */
  @Override
  public void handleClose() throws IOException {
    if (current instanceof State.Relayed(StreamRelay relay) && closing.onClientClose()) {
      relay.onClientUnit(new RelayUnit.Closed());
    } else {
      super.handleClose();
    }
  }

  /** Nothing more goes to the client: closes the channel, or answers the client's own close. */
  void finish() {
    if (closing.onFinish()) {
      close(false);
      return;
    }
    try {
      super.handleClose();
    } catch (IOException gone) {
      close(true); // There is nobody to answer.
    }
  }

  /** Which of the two closes came first. */
  private static final class Closing {
    private boolean clientClosed;
    private boolean finished;

    /** Whether the answer waits. */
    synchronized boolean onClientClose() {
      clientClosed = true;
      return !finished;
    }

    /** Whether the gateway closes first, or closed already. */
    synchronized boolean onFinish() {
      boolean answers = clientClosed && !finished;
      finished = true;
      return !answers;
    }
  }

  /**
   * Plays along until the client has started something, because only then does it show what it
   * reads on standard error, and only then is a status worth anything.
   */
  private void answerRefused(RefusalMessage refusal, String type, boolean wantReply, byte[] body)
      throws IOException {
    boolean starts;
    boolean granted;
    try {
      switch (ChannelRequest.decode(type, body)) {
        case ChannelRequest.Shell _, ChannelRequest.Command _, ChannelRequest.Subsystem _ -> {
          starts = true;
          granted = true;
        }
        case ChannelRequest.Terminal _, ChannelRequest.Environment _, ChannelRequest.Resize _ -> {
          starts = false;
          granted = true;
        }
        case ChannelRequest.Signal _,
            ChannelRequest.Break _,
            ChannelRequest.AgentForwarding _,
            ChannelRequest.X11Forwarding _,
            ChannelRequest.ExitStatus _,
            ChannelRequest.ExitSignal _,
            ChannelRequest.FlowAdvice _,
            ChannelRequest.KeepAlive _,
            ChannelRequest.Unknown _ -> {
          starts = false;
          granted = false;
        }
      }
    } catch (MalformedRequestException malformed) {
      starts = false;
      granted = false;
    }
    if (wantReply) {
      writer.reply(granted);
    }
    if (starts) {
      sayRefused(refusal);
    }
  }

  /** On an I/O thread, so nothing here waits: a client without a window reads no line. */
  private void sayRefused(RefusalMessage refusal) throws IOException {
    byte[] line = TerminalLine.of(refusal).getBytes(StandardCharsets.UTF_8);
    if (getRemoteWindow().getSize() >= line.length
        && getRemoteWindow().getPacketSize() >= line.length) {
      getRemoteWindow().consume(line.length);
      writePacket(new DataPacket(DataKind.ERROR, line, 0, line.length).frame(getRecipient()));
    }
    writer.request("exit-status", false, ExitStatus.REFUSED.encode());
    sendEof();
    close(false).addListener(_ -> connection.onRefusedChannelClosed());
  }

  private static SshException early() {
    return new SshException(
        SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "data on a channel that is not open yet");
  }
}

package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ssh.wire.ChannelRequest;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.sshd.client.session.AbstractClientSession;
import org.apache.sshd.client.session.ClientConnectionService;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.ServiceFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/** The connection protocol towards a target, which may open no channel by itself. */
final class UpstreamConnectionService extends ClientConnectionService {

  /** Who wants to know what a target tried to open. */
  static final AttributeKey<Consumer<String>> REFUSALS = new AttributeKey<>();

  private UpstreamConnectionService(AbstractClientSession session) throws SshException {
    super(session);
  }

  @Override
  protected void channelOpen(Buffer buffer) throws IOException {
    String type = buffer.getString();
    long sender = buffer.getUInt();
    buffer.getUInt();
    buffer.getUInt();
    String what =
        "from the target: " + ChannelRequest.describeForward(type, buffer.getCompactData());
    Consumer<String> refusals = getSession().getAttribute(REFUSALS);
    if (refusals != null) {
      refusals.accept(what);
    }
    sendChannelOpenFailure(
        buffer, sender, SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, "not allowed", "");
  }

  /** Makes one for each upstream connection. */
  static final class Factory implements ServiceFactory {
    @Override
    public String getName() {
      return "ssh-connection";
    }

    @Override
    public Service create(Session session) throws IOException {
      return new UpstreamConnectionService((AbstractClientSession) session);
    }
  }
}

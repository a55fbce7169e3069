package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** An SSH server in this process, whose commands are Java. */
final class FakeTarget implements AutoCloseable {

  /** What a command does with its streams; answers the exit status. */
  interface Program {
    int run(Execution process) throws IOException, InterruptedException;
  }

  /** A running command. */
  record Execution(
      ChannelSession channel,
      Environment environment,
      InputStream in,
      OutputStream out,
      OutputStream error) {

    /** Ends as if killed by a signal. */
    void kill(String signal) throws IOException {
      Buffer buffer = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 256);
      buffer.putUInt(channel.getRecipient());
      buffer.putString("exit-signal");
      buffer.putBoolean(false);
      buffer.putString(signal);
      buffer.putBoolean(true);
      buffer.putString("cut off");
      buffer.putString("");
      channel.writePacket(buffer);
    }

    void print(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private final SshServer server;
  private final KeyPair hostKey;
  private final Map<String, Program> programs = new ConcurrentHashMap<>();
  private final List<String> resizes = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong received = new AtomicLong();
  private final Map<String, String> logins = new ConcurrentHashMap<>();

  private FakeTarget(SshServer server, KeyPair hostKey) {
    this.server = server;
    this.hostKey = hostKey;
  }

  static FakeTarget start(KeyPair loginKey, String password)
      throws IOException, GeneralSecurityException {
    KeyPair hostKey = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    SshServer server = SshServer.setUpDefaultServer();
    FakeTarget target = new FakeTarget(server, hostKey);
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator((user, key, _) -> {
      target.logins.put(user, "publickey");
      return KeyUtils.compareKeys(key, loginKey.getPublic());
    });
    server.setPasswordAuthenticator((user, given, _) -> {
      target.logins.put(user, "password");
      return given.equals(password);
    });
    server.setCommandFactory((channel, line) -> target.command(channel, line));
    server.setShellFactory(channel -> target.command(channel, "shell"));
    server.addSessionListener(
        new org.apache.sshd.common.session.SessionListener() {
          @Override
          public void sessionCreated(Session session) {
            target.connections.incrementAndGet();
          }
        });
    target.programs.put("cat", FakeTarget::cat);
    target.programs.put("true", _ -> 0);
    server.start();
    return target;
  }

  void program(String command, Program program) {
    programs.put(command, program);
  }

  /**
   * From now on a channel takes so much before the client waits, as a small OpenSSH window does.
   */
  void windowBytes(long bytes) {
    CoreModuleProperties.WINDOW_SIZE.set(server, bytes);
  }

  /** From now on nobody gets a shell. */
  void refuseShells() {
    server.setShellFactory(null);
  }

  Target asTarget(String name) {
    return new Target(
        name,
        Protocol.SSH,
        "127.0.0.1",
        server.getPort(),
        new TargetTrust.PinnedHostKeys(List.of(hostKeyLine())));
  }

  String hostKeyLine() {
    return PublicKeyEntry.toString(hostKey.getPublic());
  }

  int port() {
    return server.getPort();
  }

  /** How many connections it has seen. */
  int connections() {
    return connections.get();
  }

  /** By which method each login tried last. */
  Map<String, String> logins() {
    return logins;
  }

  /** Bytes that {@code cat} has read. */
  long received() {
    return received.get();
  }

  /** Sizes of the terminal after changes, {@code COLUMNSxLINES}. */
  List<String> resizes() {
    return resizes;
  }

  /** Cuts all connections. */
  void cut() {
    server.getActiveSessions().forEach(session -> session.close(true));
  }

  @Override
  public void close() throws IOException {
    server.close(true);
  }

  private static int cat(Execution process) throws IOException {
    process.in().transferTo(process.out());
    process.out().flush();
    return 0;
  }

  private Command command(ChannelSession channel, String line) {
    return new RunningProgram(channel, line);
  }

  private final class RunningProgram implements Command {
    private final ChannelSession channel;
    private final String line;
    private InputStream in;
    private OutputStream out;
    private OutputStream error;
    private ExitCallback exit;

    RunningProgram(ChannelSession channel, String line) {
      this.channel = channel;
      this.line = line;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
      exit = callback;
    }

    @Override
    public void setInputStream(InputStream stream) {
      in = new CountingStream(stream);
    }

    @Override
    public void setOutputStream(OutputStream stream) {
      out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
      error = stream;
    }

    @Override
    public void start(ChannelSession session, Environment environment) {
      environment.addSignalListener(
          (_, _) -> {
            Map<String, String> values = environment.getEnv();
            resizes.add(values.get("COLUMNS") + "x" + values.get("LINES"));
          },
          Signal.WINCH);
      Thread.ofVirtual()
          .start(() -> {
            try {
              Program program =
                  programs.getOrDefault(
                      line,
                      process -> {
                        process.error().write("unknown".getBytes(StandardCharsets.UTF_8));
                        return 127;
                      });
              int status = program.run(new Execution(channel, environment, in, out, error));
              if (status >= 0) {
                exit.onExit(status);
              } else {
                channel.close(false);
              }
            } catch (IOException | InterruptedException ended) {
              channel.close(true);
            }
          });
    }

    @Override
    public void destroy(ChannelSession session) {}
  }

  /** Counts what a program reads. */
  private final class CountingStream extends java.io.FilterInputStream {
    CountingStream(InputStream stream) {
      super(stream);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      if (count > 0) {
        received.addAndGet(count);
      }
      return count;
    }
  }
}

package dev.gatescribe.server;

import dev.gatescribe.admission.document.HostAndPort;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one process of this JVM: the gateway, and the web application that Quarkus runs beside it.
 */
public final class ServerProcess implements QuarkusApplication {
  private static volatile @Nullable Start start;

  /** Quarkus makes the instance that it runs. */
  public ServerProcess() {}

  /**
   * Starts everything, says so, and returns when the process was told to stop and has stopped.
   *
   * @param logFile where logs go instead of the console; null for JSON on the console
   * @param onReady runs when all doors are open
   * @throws StartException if the configuration or the machine does not allow it
   */
  public static void run(
      Path configurationFile, @Nullable Path logFile, Consumer<GatewayProcess> onReady)
      throws StartException {
    ServerConfiguration configuration = ServerConfiguration.read(configurationFile);
    requireFree(configuration.webListen(), "web.listen");
    for (Door door : configuration.doors()) {
      requireFree(door.listen(), door.key());
    }
    ServerProperties.set(configuration.webListen(), logFile);
    GatewayProcess gateway = GatewayProcess.start(configuration);
    start = new Start(gateway, onReady);
    Quarkus.run(ServerProcess.class, ServerProcess::onExit);
  }

  /** The gateway of this process. */
  static GatewayProcess gateway() {
    return started().gateway;
  }

  private static Start started() {
    Start current = start;
    if (current == null) {
      throw new IllegalStateException("the web application runs beside a gateway, never alone");
    }
    return current;
  }

  @Override
  public int run(String... args) {
    Start current = started();
    current.onReady.accept(current.gateway);
    current.gateway.startMetadata();
    Quarkus.waitForExit();
    return 0;
  }

  private static void onExit(int code, @Nullable Throwable failure) {
    if (failure != null) {
      System.err.println("gatescribe cannot start: " + failure.getMessage());
      gateway().stop();
      System.exit(Main.CANNOT_START);
    }
  }

  /** Finds out now what would otherwise be a stack trace later. */
  private static void requireFree(HostAndPort listen, String key) throws StartException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port()));
    } catch (IOException e) {
      throw new StartException(
          "cannot listen on "
              + listen
              + " ("
              + e.getMessage()
              + "); choose another address with "
              + key
              + ", or in the demo other ports with --port-offset N",
          e);
    }
  }

  private record Start(GatewayProcess gateway, Consumer<GatewayProcess> onReady) {}
}

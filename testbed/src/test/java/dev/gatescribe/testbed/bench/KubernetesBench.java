package dev.gatescribe.testbed.bench;

import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.KubernetesCluster;
import dev.gatescribe.testbed.fixture.NamedOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/** The list of pods through the gateway, recorded, and through nginx: how fast, how many. */
final class KubernetesBench {
  private static final String PODS = "/api/v1/namespaces/shop/pods?limit=500";
  private static final int OK = 200;

  /** How many runs it takes until the gateway's code is compiled. */
  private static final int WARM_UP = 4;

  private static final int ANSWER_SHOWN_BYTES = 1_000;
  private static final double NANOS = 1e9;
  private static final double MICROS = 1e3;

  /** One way to the API server. */
  private record Way(URI address, String token) {}

  private record Result(double perSecond, double medianMicros) {}

  private final Way gateway;
  private final Way peer;
  private final SSLContext trusting;

  private KubernetesBench(Way gateway, Way peer) throws GeneralSecurityException {
    this.gateway = gateway;
    this.peer = peer;
    this.trusting = trusting();
  }

  static void run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--pairs", "--requests");
    long pairs = options.number("--pairs", 5, 1);
    long requests = options.number("--requests", 2_000, 1);
    try (KubernetesCluster cluster = KubernetesCluster.start();
        DemoServer demo = DemoServer.start(cluster);
        NginxPeer peer = NginxPeer.start(PemKubeconfig.read(cluster.developerKubeconfig()))) {
      Path kubeconfig = Path.of(demo.environment().get("GATESCRIBE_KUBECONFIG"));
      String text = Files.readString(kubeconfig);
      Way gateway =
          new Way(
              URI.create(PemKubeconfig.value(text, "server")), PemKubeconfig.value(text, "token"));
      System.out.println(
          "GET "
              + PODS
              + ", "
              + requests
              + " requests a run, HTTP/2 from the client, TLS on"
              + " every leg\n");
      System.out.print(peer.configuration().indent(2));
      System.out.println("gateway   durability process, every request recorded");
      KubernetesBench bench = new KubernetesBench(gateway, new Way(peer.address(), ""));
      bench.compare(1, pairs, requests);
      bench.compare(16, pairs, requests);
    } catch (GeneralSecurityException | InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void compare(int clients, long pairs, long requests)
      throws IOException, InterruptedException {
    System.out.printf("%n%d at a time%n", clients);
    System.out.println(
        "pair        gateway        nginx   (requests a second)   gateway     nginx   (median µs)");
    List<Double> rates = new ArrayList<>();
    List<Double> latencies = new ArrayList<>();
    // Both run for days where they serve, so neither is measured as it begins.
    measure(gateway, clients, WARM_UP * requests);
    measure(peer, clients, requests);
    for (long pair = 0; pair <= pairs; pair++) {
      // Who goes first alternates, so that neither always finds the machine as the other left it.
      boolean gatewayFirst = pair % 2 == 0;
      Result first = measure(gatewayFirst ? gateway : peer, clients, requests);
      Result second = measure(gatewayFirst ? peer : gateway, clients, requests);
      Result ours = gatewayFirst ? first : second;
      Result theirs = gatewayFirst ? second : first;
      System.out.printf(
          Locale.ROOT,
          "%-8s %10.0f %12.0f   %.2f %23.0f %9.0f   %.2f%n",
          pair == 0 ? "settling" : Long.toString(pair),
          ours.perSecond(),
          theirs.perSecond(),
          ours.perSecond() / theirs.perSecond(),
          ours.medianMicros(),
          theirs.medianMicros(),
          theirs.medianMicros() / ours.medianMicros());
      if (pair > 0) {
        rates.add(ours.perSecond() / theirs.perSecond());
        latencies.add(theirs.medianMicros() / ours.medianMicros());
      }
    }
    System.out.printf(
        Locale.ROOT,
        "ratio %.2f of the rates, %.2f of the latencies, medians of the pairs (above 1 the gateway"
            + " is faster)%n",
        Median.of(rates),
        Median.of(latencies));
  }

  private Result measure(Way way, int clients, long requests)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().sslContext(trusting).build();
        ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(way.address() + PODS));
      if (!way.token().isEmpty()) {
        builder.header("Authorization", "Bearer " + way.token());
      }
      HttpRequest request = builder.build();
      ask(http, request);
      ConcurrentLinkedQueue<Double> micros = new ConcurrentLinkedQueue<>();
      long start = System.nanoTime();
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        running.add(
            threads.submit(() -> {
              for (long i = 0; i < requests / clients; i++) {
                long begin = System.nanoTime();
                ask(http, request);
                micros.add((System.nanoTime() - begin) / MICROS);
              }
              return null;
            }));
      }
      for (Future<?> client : running) {
        client.get();
      }
      double seconds = (System.nanoTime() - start) / NANOS;
      return new Result(micros.size() / seconds, Median.of(List.copyOf(micros)));
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private static void ask(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != OK) {
        throw new IOException(
            "%s answers %d: %s"
                .formatted(
                    request.uri(),
                    response.statusCode(),
                    new String(body.readNBytes(ANSWER_SHOWN_BYTES), StandardCharsets.UTF_8)));
      }
      if (body.skip(Long.MAX_VALUE) == 0) {
        throw new IOException(request.uri() + " answers nothing");
      }
    }
  }

  /** Both ends of the measurement are ours, and who they are is not what is measured. */
  private static SSLContext trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new X509TrustManager[] {new Everybody()}, new SecureRandom());
    return context;
  }

  private static final class Everybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("clients are not asked");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

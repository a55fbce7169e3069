package dev.gatescribe.testbed.kubernetes;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.KubectlCommand;
import dev.gatescribe.testbed.fixture.KubernetesCluster;
import dev.gatescribe.testbed.fixture.RecordedStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A demo that offers a cluster, and kubectl with and without the gateway. */
public final class GatewayedCluster implements AutoCloseable {
  private final KubernetesCluster cluster;
  private final DemoServer demo;
  private final Set<RecordingId> known = new HashSet<>();

  private GatewayedCluster(KubernetesCluster cluster, DemoServer demo) {
    this.cluster = cluster;
    this.demo = demo;
  }

  public static GatewayedCluster start() {
    KubernetesCluster cluster = KubernetesCluster.start();
    boolean started = false;
    try {
      GatewayedCluster gatewayed = new GatewayedCluster(cluster, DemoServer.start(cluster));
      started = true;
      return gatewayed;
    } finally {
      if (!started) {
        cluster.close();
      }
    }
  }

  KubernetesCluster cluster() {
    return cluster;
  }

  public DemoServer demo() {
    return demo;
  }

  /** kubectl as the demo says that people should type it. */
  public KubectlCommand kubectl() {
    return new KubectlCommand(cluster.kubectl(), kubeconfig());
  }

  KubectlCommand kubectlOfSpdy() {
    return new KubectlCommand(cluster.kubectlOfSpdy(), kubeconfig());
  }

  /** The same as a developer who needs no gateway. */
  KubectlCommand direct() {
    return new KubectlCommand(cluster.kubectl(), cluster.developerKubeconfig());
  }

  Path kubeconfig() {
    return Path.of(demo.environment().get("GATESCRIBE_KUBECONFIG"));
  }

  /** A kubeconfig in which something is different. */
  KubectlCommand changed(String what, String instead) throws IOException {
    Path changed = demo.scratch("changed.kubeconfig");
    String text = Files.readString(kubeconfig()).replaceFirst(what, instead);
    Files.writeString(changed, text);
    return new KubectlCommand(cluster.kubectl(), changed);
  }

  /** The name of the one pod of the deployment. */
  public String pod() {
    CommandResult result = direct().run("-n", "shop", "get", "pods", "-l", "app=web", "-o", "name");
    return result.orFail().stdoutText().strip();
  }

  /**
   * What was recorded since this was asked the last time. A Kubernetes session ends when nothing
   * has happened for minutes, so the demo is stopped and started again, which finishes all of them.
   */
  List<RecordedStreams> finishedRecordings() {
    demo.stop();
    demo.restart();
    List<RecordedStreams> recordings = new ArrayList<>();
    for (RecordingId id : demo.recordings().ids().stream().sorted().toList()) {
      if (known.add(id)) {
        recordings.add(demo.recordings().open(id));
      }
    }
    return recordings;
  }

  @Override
  public void close() {
    try {
      demo.close();
    } finally {
      cluster.close();
    }
  }
}

package dev.gatescribe.server;

import dev.gatescribe.admission.PolicyAdmitter;
import dev.gatescribe.admission.StepUpPage;
import dev.gatescribe.admission.document.HostAndPort;
import dev.gatescribe.cli.GatescribeCommand;
import dev.gatescribe.gateway.GatewayPorts;
import dev.gatescribe.player.web.access.WebTokens;
import dev.gatescribe.recorder.JournalRecorder;
import dev.gatescribe.recorder.RecorderSettings;
import dev.gatescribe.recorder.coverage.Coverage;
import dev.gatescribe.recorder.derive.Derivations;
import dev.gatescribe.recorder.journal.JournalSettings;
import dev.gatescribe.recording.keyframe.KeyFrameDerivation;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.server.disk.DiskWatch;
import dev.gatescribe.server.disk.WatchedDisks;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.TargetDialer;
import dev.gatescribe.store.s3.S3ObjectStore;
import dev.gatescribe.store.s3.S3StoreSettings;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Everything but the web: the rooms, put together by their constructors, started in the order in
 * which they need each other and stopped in the other. The recorder comes before the doors.
 */
public final class GatewayProcess {
  private static final Logger LOG = System.getLogger(GatewayProcess.class.getName());

  /** How long live sessions have to end, and what is left has to be stored, when we stop. */
  private static final Duration STOP_GRACE = Duration.ofSeconds(8);

  /** What is not sent by then is sent after the next start. */
  private static final Duration STREAM_GRACE = Duration.ofSeconds(5);

  /** How soon after the store's return what waits for it goes on. */
  private static final Duration LATE_RECOVERY = Duration.ofSeconds(2);

  private final ScheduledExecutorService lateRecovery =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("late-recovery").factory());
  private final ServerConfiguration configuration;
  private final WatchedStore store;
  private final JournalRecorder recorder;
  private final Metadata metadata;
  private final Derivations derivations;
  private final WatchedDisks disks;
  private final Coverage coverage;
  private final AuditStreaming auditStreaming;
  private final AuditTally auditLog;
  private final Keeping keeping;
  private final IdentityAssembly identity;
  private final Doors doors;
  private final AccessReload accessReload;
  private final WebTokens webTokens;
  private final String webToken;
  private final SecretFiles secrets;
  private final Clock clock;

  private GatewayProcess(
      ServerConfiguration configuration,
      WatchedStore store,
      JournalRecorder recorder,
      Metadata metadata,
      Derivations derivations,
      Coverage coverage,
      AuditStreaming auditStreaming,
      AuditTally auditLog,
      Keeping keeping,
      IdentityAssembly identity,
      Doors doors,
      AccessReload accessReload,
      WebTokens webTokens,
      String webToken,
      SecretFiles secrets,
      Clock clock) {
    this.configuration = configuration;
    this.store = store;
    this.recorder = recorder;
    this.metadata = metadata;
    this.derivations = derivations;
    this.disks = WatchedDisks.start(configuration.diskFolders());
    this.coverage = coverage;
    this.auditStreaming = auditStreaming;
    this.auditLog = auditLog;
    this.keeping = keeping;
    this.identity = identity;
    this.doors = doors;
    this.accessReload = accessReload;
    this.webTokens = webTokens;
    this.webToken = webToken;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Starts the recorder, then opens the doors.
   *
   * @throws StartException if something that is needed cannot be had
   */
  static GatewayProcess start(ServerConfiguration configuration) throws StartException {
    Clock clock = Clock.systemUTC();
    DataDirectory data = configuration.data();
    data.create();
    SecretFiles secrets = new SecretFiles(data.keys());
    WatchedStore store = openStore(configuration.store(), clock);
    String webToken = secrets.webToken();
    WebTokens webTokens = new WebTokens(webToken, "token", clock);
    Instant begun = clock.instant();
    JournalRecorder recorder = startRecorder(configuration, secrets, store, clock);
    Metadata metadata =
        new Metadata(configuration.metadata(), data, RecordingCatalog.sessions(store));
    Derivations derivations =
        new Derivations(
            store,
            List.of(new KeyFrameDerivation(store), metadata.indexing()),
            Derivations.Pace.defaults());
    recorder.whenSealed(derivations::sealed);
    Coverage coverage =
        new Coverage(store, recorder, recorder.auditLog(), configuration.coverage(), clock, begun);
    AuditStreaming auditStreaming =
        AuditStreaming.start(
            configuration, store, recorder, coverage.watching(recorder.auditLog()));
    AuditTally auditLog = new AuditTally(auditStreaming);
    Keeping keeping =
        new Keeping(
            configuration, store, recorder, derivations, secrets.signingKey(), auditLog, clock);
    IdentityAssembly identity =
        new IdentityAssembly(
            configuration, configuration.home(), secrets, metadata, auditLog, clock);
    AccessInForce access = new AccessInForce(configuration.admission(), clock);
    Doors doors =
        new Doors(
            configuration,
            new GatewayPorts(
                new PolicyAdmitter(access::engine, access, StepUpPage.NONE, clock, auditLog),
                access,
                recorder,
                auditLog,
                access,
                TargetDialer.direct(),
                clock));
    GatewayProcess process =
        new GatewayProcess(
            configuration,
            store,
            recorder,
            metadata,
            derivations,
            coverage,
            auditStreaming,
            auditLog,
            keeping,
            identity,
            doors,
            new AccessReload(configuration, access, auditLog, clock),
            webTokens,
            webToken,
            secrets,
            clock);
    boolean started = false;
    try {
      process.auditStart();
      coverage.start();
      doors.open(new DoorTls(configuration, secrets, clock));
      started = true;
      return process;
    } catch (RecordingException e) {
      throw new StartException("the start cannot be recorded: " + e.getMessage(), e);
    } finally {
      if (!started) {
        process.stopRecorder();
      }
    }
  }

  /** Whether it is there is found out beside the start, which does not wait for it. */
  static WatchedStore openStore(StoreConfiguration configuration, Clock clock)
      throws StartException {
    try {
      return switch (configuration) {
        case StoreConfiguration.Directory(Path path) -> {
          ObjectStore directory = new DirectoryObjectStore(path);
          yield new WatchedStore(directory, path.toString(), () -> directory.children(""));
        }
        case StoreConfiguration.Bucket(S3StoreSettings settings) -> {
          S3ObjectStore bucket = S3ObjectStore.open(settings, clock);
          yield new WatchedStore(bucket, bucket.location(), bucket::probe);
        }
      };
    } catch (IOException e) {
      throw new StartException("the object store cannot be used: " + e.getMessage(), e);
    }
  }

  private static JournalRecorder startRecorder(
      ServerConfiguration configuration, SecretFiles secrets, WatchedStore store, Clock clock)
      throws StartException {
    try {
      return JournalRecorder.start(
          JournalSettings.defaults(configuration.data().journal()),
          RecorderSettings.defaults(
                  configuration.admission().durability(), "gatescribe " + GatescribeCommand.VERSION)
              .withSegmentMaxAge(configuration.segmentAge()),
          store,
          secrets.signingKey(),
          clock);
    } catch (IOException | RecordingException e) {
      throw new StartException("the recorder cannot start: " + e.getMessage(), e);
    }
  }

  private void auditStart() throws RecordingException {
    auditLog.append(processEvent(AuditAction.GATEWAY_STARTED, "", ""));
    auditTruncated(recorder.recovered());
    if (recorder.recoversLater()) {
      ScheduledFuture<?> _ =
          lateRecovery.scheduleWithFixedDelay(
              this::recoverLater,
              LATE_RECOVERY.toMillis(),
              LATE_RECOVERY.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  /** What the process before this one left, and the store could not be asked about at the start. */
  private void recoverLater() {
    try {
      if (store.problem().isEmpty() && recorder.recoversLater()) {
        auditTruncated(recorder.recoverLater());
      }
    } catch (RecordingException | RuntimeException e) {
      LOG.log(Level.ERROR, "what an earlier process left could not be finished", e);
    }
  }

  private void auditTruncated(List<RecordingId> recordings) throws RecordingException {
    for (RecordingId truncated : recordings) {
      derivations.sealed(truncated);
      auditLog.append(
          processEvent(
              AuditAction.RECORDING_TRUNCATED,
              truncated.toString(),
              "the process before this one was lost during the session"));
    }
  }

  /** Closes the doors, ends live sessions, stores what is left. */
  void stop() {
    try {
      doors.close(STOP_GRACE);
      auditLog.append(processEvent(AuditAction.GATEWAY_STOPPED, "", ""));
    } catch (RecordingException e) {
      LOG.log(Level.WARNING, "the stop could not be audited: {0}", e.getMessage());
    } finally {
      stopRecorder();
    }
  }

  private void stopRecorder() {
    accessReload.close();
    lateRecovery.shutdownNow();
    coverage.close();
    identity.close();
    keeping.close();
    derivations.close();
    metadata.stop();
    disks.close();
    auditStreaming.close(STREAM_GRACE);
    try {
      recorder.stop(STOP_GRACE);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "the recorder did not stop cleanly", e);
    } finally {
      store.close();
    }
  }

  private AuditEvent processEvent(AuditAction action, String session, String detail) {
    return new AuditEvent(
        clock.instant(), action, "", session, Protocol.SSH, "", "", "", "", "", detail);
  }

  ServerConfiguration configuration() {
    return configuration;
  }

  HostAndPort webListen() {
    return configuration.webListen();
  }

  WatchedStore store() {
    return store;
  }

  JournalRecorder recorder() {
    return recorder;
  }

  /** Starts what nobody waits for, once everything else is there and has the machine to itself. */
  void startMetadata() {
    identity.start();
    metadata.start(() -> {
      derivations.lookAgain();
      keeping.goOn();
    });
  }

  Metadata metadata() {
    return metadata;
  }

  Derivations derivations() {
    return derivations;
  }

  /** The disks that recordings need. */
  List<DiskWatch> disks() {
    return disks.disks();
  }

  Coverage coverage() {
    return coverage;
  }

  Keeping keeping() {
    return keeping;
  }

  AuditStreaming auditStreaming() {
    return auditStreaming;
  }

  IdentityAssembly identity() {
    return identity;
  }

  AccessReload accessReload() {
    return accessReload;
  }

  AuditTally auditLog() {
    return auditLog;
  }

  SecretFiles secrets() {
    return secrets;
  }

  WebTokens webTokens() {
    return webTokens;
  }

  /** A link that signs a browser in, once. */
  public String newSignInLink() {
    return webUrl() + "/sign-in?code=" + webTokens.mintSignInCode("operator");
  }

  /** The file with the certificate that clients of the doors with TLS have to trust. */
  public Path tlsAuthorityFile() {
    return secrets.tlsAuthorityFile();
  }

  /** The bearer token of the REST API; a secret. */
  public String webToken() {
    return webToken;
  }

  /** The gateway's host keys, each {@code TYPE BASE64}. */
  public List<String> sshHostKeys() {
    return doors.sshHostKeys();
  }

  /** The address where the web application can be reached from this machine. */
  public String webUrl() {
    return configuration.localWebUrl();
  }
}

package dev.gatescribe.server;

import dev.gatescribe.admission.AccessFiles;
import dev.gatescribe.admission.AdmissionConfiguration;
import dev.gatescribe.admission.document.DocumentException;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts changed targets, principals, groups and policies in force while the gateway runs: all of
 * them, or none. What is wrong is refused, and what was in force before stays in force. Sessions
 * notice by themselves.
 */
final class AccessReload implements AutoCloseable {
  private static final Logger LOG = System.getLogger(AccessReload.class.getName());

  /** An audit event has room for the beginning of what is wrong; the log has all of it. */
  private static final int DETAIL_MAX = 1_000;

  private final Path file;
  private final ServerConfiguration started;
  private final AccessInForce access;
  private final AuditLog auditLog;
  private final Clock clock;
  private volatile List<Path> accessPaths;
  private volatile Optional<String> refusal = Optional.empty();
  private volatile String version;
  private final AccessWatch watch;

  /**
   * Begins to watch.
   *
   * @param started what the gateway was started with
   */
  AccessReload(ServerConfiguration started, AccessInForce access, AuditLog auditLog, Clock clock)
      throws StartException {
    this.file = started.file();
    this.started = started;
    this.access = access;
    this.auditLog = auditLog;
    this.clock = clock;
    this.accessPaths = started.accessPaths();
    this.version = started.admission().version();
    try {
      this.watch = AccessWatch.start(this::paths, this::reload);
    } catch (IOException e) {
      throw new StartException("the configuration cannot be watched: " + e.getMessage(), e);
    }
  }

  private List<Path> paths() {
    return Stream.concat(Stream.of(file), accessPaths.stream()).toList();
  }

  /** What is wrong with the files of now; empty if they are in force. */
  Optional<String> refusal() {
    return refusal;
  }

  /** Which policies are in force. */
  String version() {
    return version;
  }

  private void reload() {
    try {
      // Also of a configuration that is refused: what it names may be what will be mended.
      accessPaths = AccessFiles.named(file);
      ServerConfiguration read = ServerConfiguration.read(file);
      AdmissionConfiguration admission = read.admission();
      boolean changed = !admission.version().equals(version) || refusal.isPresent();
      if (changed) {
        // Said before it is so: nothing may be decided by policies that the audit log does not
        // know.
        auditLog.append(event(AuditAction.ACCESS_LOADED, admission.version(), counts(admission)));
        access.replace(admission);
        version = admission.version();
        refusal = Optional.empty();
        LOG.log(Level.INFO, "access version {0} is in force: {1}", version, counts(admission));
        warnOfRestart(read);
      }
    } catch (StartException | DocumentException wrong) {
      refuse(String.valueOf(wrong.getMessage()));
    } catch (RecordingException e) {
      refuse("the change could not be kept in the audit log: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a change of the configuration could not be read", e);
      refuse("an internal error; the log of the gateway says which");
    }
  }

  private void refuse(String why) {
    if (refusal.filter(why::equals).isPresent()) {
      return;
    }
    refusal = Optional.of(why);
    LOG.log(
        Level.ERROR,
        "a change of the configuration is refused, and version {0} stays in force:\n{1}",
        version,
        why);
    try {
      String detail = why.replace('\n', ';');
      auditLog.append(
          event(
              AuditAction.ACCESS_REFUSED,
              version,
              detail.substring(0, Math.min(detail.length(), DETAIL_MAX))));
    } catch (RecordingException e) {
      LOG.log(Level.ERROR, "the refusal could not be kept in the audit log", e);
    }
  }

  /** Everything else is read at the start alone. */
  private void warnOfRestart(ServerConfiguration read) {
    List<String> keys = new ArrayList<>();
    note(keys, "ssh, postgresql or kubernetes (a door)", started.doors(), read.doors());
    note(keys, "tls", started.tls(), read.tls());
    note(keys, "web.listen", started.webListen(), read.webListen());
    note(keys, "web.hosts", started.webHosts(), read.webHosts());
    note(keys, "data", started.data().root(), read.data().root());
    note(keys, "store", started.store(), read.store());
    note(keys, "metadata", started.metadata(), read.metadata());
    note(keys, "coverage", started.coverage(), read.coverage());
    note(keys, "retention", started.retention(), read.retention());
    note(keys, "siem", started.siem(), read.siem());
    note(keys, "identity", started.identity(), read.identity());
    note(keys, "recording.segmentAge", started.segmentAge(), read.segmentAge());
    note(
        keys,
        "recording.durability (of the audit log)",
        started.admission().durability(),
        read.admission().durability());
    if (!keys.isEmpty()) {
      LOG.log(Level.WARNING, "changed, and needs a restart: {0}", String.join("; ", keys));
    }
  }

  private static void note(List<String> keys, String key, Object then, Object now) {
    if (!then.equals(now)) {
      keys.add(key);
    }
  }

  private static String counts(AdmissionConfiguration admission) {
    return "%d targets, %d principals, %d groups, %d policies"
        .formatted(
            admission.targets().size(),
            admission.principals().size(),
            admission.groups().size(),
            admission.policies().size());
  }

  private AuditEvent event(AuditAction action, String of, String detail) {
    return new AuditEvent(clock.instant(), action, "", "", Protocol.SSH, "", "", "", "", "", detail)
        .decidedBy(of, "");
  }

  @Override
  public void close() {
    watch.close();
  }
}

package dev.gatescribe.server;

import dev.gatescribe.index.SearchIndexer;
import dev.gatescribe.recorder.JournalRecorder;
import dev.gatescribe.recorder.derive.Derivations;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.CoverageFeed;
import dev.gatescribe.session.CoverageState;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.siem.AuditStreams;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What Prometheus sees. Labels are the reason codes of messages, logs and audit events. */
@ApplicationScoped
public class GatewayMetrics {

  void onStart(@Observes StartupEvent event, MeterRegistry registry) {
    GatewayProcess gateway = ServerProcess.gateway();
    JournalRecorder recorder = gateway.recorder();
    Gauge.builder("gatescribe.recordings.live", recorder, r -> r.figures().liveRecordings())
        .description("Recordings that are being written or wait for their manifest")
        .register(registry);
    Gauge.builder("gatescribe.journal.backlog", recorder, r -> r.figures().backlogBytes())
        .baseUnit("bytes")
        .description("Journal space that waits for the object store")
        .register(registry);
    Gauge.builder("gatescribe.journal.waiting", recorder, r -> r.figures().waitingBytes())
        .baseUnit("bytes")
        .description(
            "Events that wait in memory for room in the journal, and their sessions with them")
        .register(registry);
    FunctionCounter.builder("gatescribe.store.failures", recorder, r -> r.figures().storeFailures())
        .description("Failed attempts to store an object")
        .register(registry);
    Gauge.builder("gatescribe.store.usable", gateway.store(), s -> s.problem().isEmpty() ? 1 : 0)
        .description("Whether the object store could be used when it was used last: 1 or 0")
        .register(registry);
    Derivations derivations = gateway.derivations();
    Gauge.builder("gatescribe.derivations.waiting", derivations, Derivations::waiting)
        .description(
            "Sealed recordings for which something is still to be made, each thing counted")
        .register(registry);
    FunctionCounter.builder("gatescribe.derivations.failures", derivations, Derivations::failures)
        .description("Failed attempts to make something from a sealed recording")
        .register(registry);
    Metadata metadata = gateway.metadata();
    Gauge.builder("gatescribe.metadata.usable", metadata, m -> m.problem().isEmpty() ? 1 : 0)
        .description("Whether the metadata database could be used when it was asked last: 1 or 0")
        .register(registry);
    Gauge.builder(
            "gatescribe.index.lag",
            derivations,
            d -> d.waiting(SearchIndexer.NAME) + metadata.postponed())
        .description("Sealed recordings that are not in the search index yet")
        .register(registry);
    coverage(registry, gateway.coverage());
    Keeping keeping = gateway.keeping();
    FunctionCounter.builder("gatescribe.retention.deleted", keeping, Keeping::deleted)
        .description("Recordings that were deleted, by retention or an operator")
        .register(registry);
    FunctionCounter.builder("gatescribe.retention.refused", keeping, Keeping::refused)
        .description("Deletions that the object store's own lock refused")
        .register(registry);
    FunctionCounter.builder("gatescribe.retention.failures", keeping, Keeping::failures)
        .description("Recordings that retention could not look at or delete, for other reasons")
        .register(registry);
    streams(registry, gateway.auditStreaming());
    AuditTally tally = gateway.auditLog();
    for (EndReason reason : EndReason.values()) {
      count(registry, tally, "gatescribe.sessions.ended", AuditAction.SESSION_ENDED, reason.code());
    }
    for (DenialReason reason : DenialReason.values()) {
      count(
          registry, tally, "gatescribe.sessions.denied", AuditAction.SESSION_DENIED, reason.code());
    }
    count(registry, tally, "gatescribe.sessions.admitted", AuditAction.SESSION_ADMITTED, "");
  }

  private static void coverage(MeterRegistry registry, CoverageFeed coverage) {
    for (CoverageState state : CoverageState.values()) {
      Gauge.builder("gatescribe.coverage.sessions", coverage, c -> c.report().count(state))
          .tag("state", state.code())
          .description("Admitted sessions by what became of them")
          .register(registry);
    }
    Gauge.builder(
            "gatescribe.coverage.missing", coverage, c -> c.report().count(CoverageState.MISSING))
        .description("Admitted sessions that should have a recording, and have none that is whole")
        .register(registry);
    Gauge.builder("gatescribe.coverage.admissions", coverage, c -> c.report().admissions())
        .description("Admitted sessions that the audit log tells of")
        .register(registry);
    Gauge.builder("gatescribe.coverage.balanced", coverage, c -> c.report().isBalanced() ? 1 : 0)
        .description("Whether every admitted session is in exactly one state: 1 or 0")
        .register(registry);
    Gauge.builder(
            "gatescribe.coverage.complete", coverage, c -> c.report().problem().isEmpty() ? 1 : 0)
        .description("Whether nothing was in the way when coverage was looked at last: 1 or 0")
        .register(registry);
  }

  private static void streams(MeterRegistry registry, AuditStreaming streaming) {
    for (AuditStreams.Status stream : streaming.statuses()) {
      String name = stream.name();
      FunctionCounter.builder(
              "gatescribe.audit.stream.delivered", streaming, s -> s.status(name).delivered())
          .tag("stream", name)
          .description("Audit events handed over to a stream since the start")
          .register(registry);
      FunctionCounter.builder(
              "gatescribe.audit.stream.skipped", streaming, s -> s.status(name).skips())
          .tag("stream", name)
          .description("Parts of the audit log that a stream left out, for they cannot be read")
          .register(registry);
      Gauge.builder(
              "gatescribe.audit.stream.usable",
              streaming,
              s -> s.status(name).problem().isEmpty() ? 1 : 0)
          .tag("stream", name)
          .description("Whether the last attempt to hand audit events over succeeded: 1 or 0")
          .register(registry);
    }
  }

  private static void count(
      MeterRegistry registry, AuditTally tally, String name, AuditAction action, String reason) {
    FunctionCounter.builder(name, tally, t -> t.count(action, reason))
        .tag("reason", reason)
        .register(registry);
  }
}

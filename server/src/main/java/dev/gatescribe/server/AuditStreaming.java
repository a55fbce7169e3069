package dev.gatescribe.server;

import dev.gatescribe.cli.GatescribeCommand;
import dev.gatescribe.recorder.JournalRecorder;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.siem.AuditStreams;
import dev.gatescribe.siem.AuditStreams.Source;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** The audit log, with those to be told that something was written to it. */
final class AuditStreaming implements AuditLog {
  private final AuditLog log;
  private final AuditStreams streams;

  private AuditStreaming(AuditLog log, AuditStreams streams) {
    this.log = log;
    this.streams = streams;
  }

  static AuditStreaming start(
      ServerConfiguration configuration,
      WatchedStore store,
      JournalRecorder recorder,
      AuditLog log) {
    AuditStreams streams =
        AuditStreams.start(
            configuration.siem(),
            new Source(
                configuration.data().auditStreams(),
                store,
                recorder::auditRecording,
                GatescribeCommand.VERSION,
                hostName(),
                System.out));
    return new AuditStreaming(log, streams);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "";
    }
  }

  @Override
  public void append(AuditEvent event) throws RecordingException {
    log.append(event);
    streams.wake();
  }

  List<AuditStreams.Status> statuses() {
    return streams.statuses();
  }

  /** How one of them does, by its name. */
  AuditStreams.Status status(String name) {
    return streams.statuses().stream()
        .filter(status -> status.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Hands over what is there, for so long at most. */
  void close(Duration grace) {
    streams.close(grace);
  }
}

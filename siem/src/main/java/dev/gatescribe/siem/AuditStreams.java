package dev.gatescribe.siem;

import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.LiveFeed.LiveRecording;
import dev.gatescribe.siem.AuditStream.Pace;
import dev.gatescribe.siem.StreamSettings.Destination;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** All streams of audit events of a gateway. */
public final class AuditStreams {
  private final List<AuditStream> streams;

  private AuditStreams(List<AuditStream> streams) {
    this.streams = List.copyOf(streams);
  }

  /**
   * What the streams share.
   *
   * @param folder where they remember how far they have come
   * @param live the recording that audit events are written to now
   * @param version of this software
   * @param hostName of this machine
   * @param standardOutput for streams to it
   */
  public record Source(
      Path folder,
      ObjectStore store,
      Supplier<LiveRecording> live,
      String version,
      String hostName,
      PrintStream standardOutput) {}

  /** How one of them does. */
  public record Status(String name, long delivered, long skips, String problem) {}

  /** Starts them; whether a destination is there is found out beside. */
  public static AuditStreams start(List<StreamSettings> settings, Source source) {
    return start(settings, source, Pace.DEFAULT);
  }

  static AuditStreams start(List<StreamSettings> settings, Source source, Pace pace) {
    AuditTail tail = new AuditTail(source.store(), source.live());
    List<AuditStream> streams =
        settings.stream()
            .map(stream ->
                new AuditStream(
                    stream.name(),
                    tail,
                    sink(stream.destination(), source),
                    new PositionFile(source.folder(), stream.name()),
                    pace))
            .toList();
    streams.forEach(AuditStream::start);
    return new AuditStreams(streams);
  }

  private static AuditSink sink(Destination destination, Source source) {
    OcsfEvents events = new OcsfEvents(source.version());
    return switch (destination) {
      case Destination.StandardOutput() -> new LineSink(events, source.standardOutput());
      case Destination.Syslog(var host, var port, var trust) ->
          new SyslogSink(
              new SyslogMessages(events, source.hostName()), host, port, TrustContexts.of(trust));
      case Destination.Http(var url, var tokenFile, var trust) ->
          new HttpSink(events, url, tokenFile, TrustContexts.of(trust));
    };
  }

  /** Something was written to the audit log. */
  public void wake() {
    streams.forEach(AuditStream::wake);
  }

  public List<Status> statuses() {
    return streams.stream()
        .map(stream ->
            new Status(stream.name(), stream.delivered(), stream.skips(), stream.problem()))
        .toList();
  }

  /** Ends them, each when it has handed over what is there, or after the grace. */
  public void close(Duration grace) {
    List<Thread> closers =
        streams.stream()
            .map(stream -> Thread.ofVirtual().start(() -> stream.close(grace)))
            .toList();
    try {
      for (Thread closer : closers) {
        closer.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

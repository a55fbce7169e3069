package dev.gatescribe.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.RecordingId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The metadata database comes and goes, and says so. */
@Timeout(180)
class MetadataTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);
  private final AtomicInteger usable = new AtomicInteger();
  private DataDirectory data;
  private Metadata metadata;

  @BeforeEach
  void assemble() throws Exception {
    data = new DataDirectory(folder.resolve("data"));
    data.create();
    metadata = metadata();
  }

  @AfterEach
  void stop() {
    metadata.stop();
  }

  @Test
  void diskHasLittleRoomThenNothingIsStartedNorIndexedUntilItHas() throws Exception {
    RecordingId id = RecordingId.create(Instant.now());
    free.set(1000);
    metadata.start(usable::incrementAndGet);
    await().atMost(LIMIT).until(() -> metadata.problem().orElse("").contains("1 GiB"));
    assertThat(data.metadata()).doesNotExist();
    metadata.indexing().derive(id);
    assertThat(metadata.postponed()).isOne();
    assertThat(metadata.indexing().missing(List.of(id))).isEmpty();
    assertThatThrownBy(() -> metadata.indexing().forget(id)).hasMessageContaining("1 GiB");

    free.set(Long.MAX_VALUE);
    await().atMost(LIMIT).until(() -> usable.get() == 1);

    assertThat(metadata.problem()).isEmpty();
    assertThat(metadata.indexing().missing(List.of(id))).containsExactly(id);
    metadata.indexing().derive(id); // It is not in the store any more, which is done quickly.
    assertThat(metadata.postponed()).isZero();
    metadata.indexing().forget(id);

    free.set(1000);
    await().atMost(LIMIT).until(() -> metadata.problem().isPresent());
  }

  @Test
  void anotherProcessHasTheDatabaseThenItIsWaitedFor() throws Exception {
    MetadataCluster other = MetadataCluster.claim(data).orElseThrow();
    metadata.start(usable::incrementAndGet);
    await().atMost(LIMIT).until(() -> metadata.problem().orElse("").contains("another process"));

    other.close();

    await().atMost(LIMIT).until(() -> usable.get() == 1);
    assertThat(Files.exists(data.metadata().resolve("data/PG_VERSION"))).isTrue();
  }

  private Metadata metadata() {
    return new Metadata(
        new MetadataConfiguration.Embedded(),
        data,
        RecordingCatalog.sessions(new DirectoryObjectStore(data.store())),
        free::get);
  }
}

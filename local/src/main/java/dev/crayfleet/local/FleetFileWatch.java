package dev.crayfleet.local;

import dev.crayfleet.cli.machine.CurrentUser;
import dev.crayfleet.contract.Order;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.file.Problem;
import dev.crayfleet.fleet.yaml.FleetFile;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.FleetFileRecord;
import dev.crayfleet.kafka.fleet.FleetFileWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a local fleet its {@code fleet.yaml}: at the start, and each time it changes. A file that
 * is not valid changes nothing, and one that is taken away does not, either: whoever deletes it
 * must not open the fleet. Owns a thread, which waits for the file system.
 */
final class FleetFileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetFileWatch.class);
    private static final String CLIENT = "crayfleet-local-fleet";

    /** Editors write a file in several steps. */
    private static final Duration QUIET = Duration.ofMillis(200);

    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(12);

    private final Path file;
    private final KafkaSettings kafka;
    private final Consumer<String> out;
    private final WatchService watch;
    private final Thread thread;
    // Of whoever starts it, and then of the thread.
    private byte[] last = {};

    /**
     * @param out hears sentences for people
     */
    private FleetFileWatch(
            Path file, KafkaSettings kafka, Consumer<String> out, WatchService watch) {
        this.file = file;
        this.kafka = kafka;
        this.out = out;
        this.watch = watch;
        this.thread = Thread.ofPlatform().name("fleet-file").daemon().unstarted(this::run);
    }

    /**
     * Gives the fleet the file, if it is there, and watches it from then on.
     *
     * @throws IllegalStateException with a sentence for people, if the file is not valid or Kafka
     *     does not take it
     */
    static FleetFileWatch start(Path file, KafkaSettings kafka, Consumer<String> out) {
        try {
            Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
            WatchService watch = folder.getFileSystem().newWatchService();
            folder.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            FleetFileWatch started = new FleetFileWatch(file, kafka, out, watch);
            try {
                started.applyFirst();
            } catch (RuntimeException e) {
                watch.close();
                throw e;
            }
            started.thread.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of " + file + " cannot be watched", e);
        }
    }

    private void applyFirst() {
        Optional<byte[]> content = read();
        if (content.isEmpty()) {
            return;
        }
        last = content.get();
        try {
            out.accept(apply(content.get()));
        } catch (IllegalArgumentException | KafkaRequestException e) {
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The start was cut short.", e);
        }
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = watch.take();
                while (key != null) {
                    key.pollEvents();
                    key.reset();
                    key = watch.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
                }
                applyIfChanged();
            }
        } catch (InterruptedException | ClosedWatchServiceException closing) {
            LOG.debug("{} is not watched any more", file);
        }
    }

    private void applyIfChanged() throws InterruptedException {
        try {
            Optional<byte[]> content = read();
            if (content.isEmpty()) {
                if (last.length > 0) {
                    last = new byte[0];
                    out.accept(
                            "%s is gone; what it said holds until the fleet is given another: crayfleet fleet apply"
                                    .formatted(file));
                }
            } else if (!Arrays.equals(last, content.get())) {
                last = content.get();
                out.accept(apply(content.get()));
            }
        } catch (IllegalArgumentException | KafkaRequestException e) {
            out.accept(e.getMessage() + "\n  Nothing has changed.");
        } catch (RuntimeException e) {
            LOG.error("{} could not be applied", file, e);
        }
    }

    private Optional<byte[]> read() {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(FleetFile.MAX_BYTES + 1));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalArgumentException("%s cannot be read".formatted(file), e);
        }
    }

    /**
     * @return what has become of it
     * @throws IllegalArgumentException with a sentence for people, if it is not valid
     */
    private String apply(byte[] content) throws KafkaRequestException, InterruptedException {
        return switch (FleetFile.read(content)) {
            case FleetReading.Invalid invalid ->
                    throw new IllegalArgumentException(sentence(invalid));
            case FleetReading.Valid(Fleet fleet) -> {
                Optional<FleetFileRecord> applied =
                        new FleetFileWriter(kafka, CLIENT)
                                .apply(
                                        new String(FleetJson.write(fleet), StandardCharsets.UTF_8),
                                        FleetJson.sha256(fleet),
                                        new Order(
                                                UUID.randomUUID().toString(),
                                                CurrentUser.requester(),
                                                file.getFileName().toString(),
                                                Instant.now()),
                                        true);
                yield applied.map(record ->
                                "%s decides who may what: version %s"
                                        .formatted(
                                                file,
                                                new FleetVersion(record.number(), record.sha256())))
                        .orElse("%s decides who may what, as before".formatted(file));
            }
        };
    }

    private String sentence(FleetReading.Invalid invalid) {
        Problem first = invalid.problems().getFirst();
        int others = invalid.problems().size() - 1 + invalid.more();
        return "%s:%d:%d: %s%s%s"
                .formatted(
                        file,
                        first.at().line(),
                        first.at().column(),
                        first.path().isEmpty() ? "" : first.path() + ": ",
                        first.sentence(),
                        others == 0
                                ? ""
                                : " (and %d more: crayfleet fleet check)".formatted(others));
    }

    @Override
    public void close() {
        try {
            watch.close();
            thread.interrupt();
            if (thread.isAlive() && !thread.join(JOIN_TIMEOUT)) {
                LOG.error("the thread that watches {} did not stop", file);
            }
        } catch (IOException e) {
            LOG.warn("{} may still be watched", file, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.crayfleet.trial.storm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.corpus.HostileRecord;
import dev.crayfleet.corpus.HostileRecord.Outcome;
import dev.crayfleet.trial.storm.kafka.RawRecordProducer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends one hostile input, and tells the audits what to expect of it. Safe for many threads. */
final class HostileSender implements AutoCloseable {
    private static final Duration SEND_TIMEOUT = Duration.ofMinutes(4);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    /** Discord's limit for one message. */
    private static final int MAX_MESSAGE_CHARS = 2_000;

    private static final int ACCEPTED = 202;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Audit audit;
    private final HostileAudit hostileAudit;
    private final DiscordUser discord;
    private final HttpClient http;
    private final URI ingest;
    private final RawRecordProducer records;
    private final CountDownLatch closed = new CountDownLatch(1);

    HostileSender(
            Audit audit,
            HostileAudit hostileAudit,
            DiscordUser discord,
            HttpClient http,
            URI ingest,
            RawRecordProducer records) {
        this.audit = audit;
        this.hostileAudit = hostileAudit;
        this.discord = discord;
        this.http = http;
        this.ingest = ingest;
        this.records = records;
    }

    /** Sends it, repeatedly until there is an answer; a failure becomes a violation. */
    void send(HostileDelivery delivery) throws InterruptedException {
        try {
            switch (delivery) {
                case HostileDelivery.OfRecord(HostileRecord record) -> produce(record);
                case HostileDelivery.OfContent content -> send(content);
            }
        } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
            addUnexpected(delivery.label() + " could not be sent: " + e);
        }
    }

    /** Ends the repetitions that still run. */
    @Override
    public void close() {
        closed.countDown();
    }

    private void send(HostileDelivery.OfContent delivery) throws IOException, InterruptedException {
        byte[] content = delivery.content();
        switch (delivery.path()) {
            case MESSAGE -> write(delivery, new String(content, UTF_8), null);
            case ATTACHMENT -> write(delivery, "", content);
            case HTTP_TEXT -> post(delivery, "text/plain");
            case HTTP_JSON -> post(delivery, "application/json");
            case TASKS, RUNS, CLAIMS, RESULTS, EVENTS, FILES ->
                    throw new IllegalArgumentException(delivery.path() + " takes records");
        }
    }

    private void produce(HostileRecord record)
            throws InterruptedException, ExecutionException, TimeoutException {
        HostilePath path = HostilePath.valueOf(record.topic().toUpperCase(Locale.ROOT));
        String name = record.source().name();
        String position = records.send(record).get(SEND_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (position == null) {
            hostileAudit.recordNotTaken(path, name, record.outcome());
            return;
        }
        String task =
                switch (record.outcome()) {
                    case TASK, MOVED, WAITS, NOT_TAKEN ->
                            record.source().answer("id").orElse(idOf(position));
                    case DEAD_LETTER, IGNORED -> null;
                };
        if (task != null) {
            expectTask(task, record.outcome() != Outcome.NOT_TAKEN);
        }
        hostileAudit.recordSent(
                new HostileSubmission(
                        path, name, record.outcome(), record.source().answer("reason").orElse("")),
                position,
                task,
                record.source().answer("stray").orElse(null));
    }

    /** The id that ingest gives to a task whose record has none. */
    static String idOf(String position) {
        int at = position.lastIndexOf('@');
        return "kafka-%s-%s"
                .formatted(
                        position.substring(position.lastIndexOf('-', at) + 1, at),
                        position.substring(at + 1));
    }

    private void write(HostileDelivery.OfContent delivery, String text, byte @Nullable [] file)
            throws IOException, InterruptedException {
        if (text.length() > MAX_MESSAGE_CHARS) {
            return; // The same input is sent as an attachment.
        }
        Optional<String> id = discord.tryToWrite(text, file);
        if (id.isEmpty()) {
            hostileAudit.refusedAtOnce(delivery.path());
            return;
        }
        expectTask("discord-" + id.get(), false);
        hostileAudit.messageSent(delivery.path(), delivery.input().toString(), id.get());
    }

    private void post(HostileDelivery.OfContent delivery, String contentType)
            throws InterruptedException, IOException {
        String name = delivery.input().toString();
        HttpRequest request =
                HttpRequest.newBuilder(ingest.resolve("/tasks"))
                        .timeout(REQUEST_TIMEOUT)
                        .header("Content-Type", contentType)
                        .header("Idempotency-Key", "hostile-" + keySuffix(name, delivery.path()))
                        .POST(BodyPublishers.ofByteArray(delivery.content()))
                        .build();
        long deadline = System.nanoTime() + SEND_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            HttpResponse<byte[]> response = trySend(request);
            int status = response == null ? 0 : response.statusCode();
            if (response != null && status == ACCEPTED) {
                String task = JSON.readTree(response.body()).path("id").asText();
                expectTask(task, true);
                hostileAudit.taskAccepted(delivery.path(), name, task);
                return;
            }
            if (status / 100 == 4) {
                hostileAudit.refusedAtOnce(delivery.path());
                return;
            }
            if (closed.await(RETRY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the storm is over");
            }
        }
        addUnexpected("%s was neither accepted nor refused by ingest".formatted(name));
    }

    private @Nullable HttpResponse<byte[]> trySend(HttpRequest request)
            throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException unreachable) {
            return null;
        }
    }

    private static String keySuffix(String name, HostilePath path) {
        return Integer.toHexString(name.hashCode()) + "-" + path.ordinal();
    }

    private void expectTask(String task, boolean accepted) {
        synchronized (audit) {
            audit.expectHostileTask(task);
            if (accepted) {
                audit.taskAccepted(task);
            }
        }
    }

    private void addUnexpected(String what) {
        synchronized (audit) {
            audit.addUnexpected(what, "the storm itself");
        }
    }
}

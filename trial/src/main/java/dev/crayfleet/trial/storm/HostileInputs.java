package dev.crayfleet.trial.storm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import dev.crayfleet.corpus.HostileRecord;
import dev.crayfleet.corpus.HostileRecord.Outcome;
import dev.crayfleet.trial.storm.kafka.RawRecords;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the corpus by every way that a storm has, each input once by each way that can take it, in
 * an order that the seed gives.
 */
final class HostileInputs implements AutoCloseable {
    private static final int IN_FLIGHT = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration HTTP_PATIENCE = Duration.ofSeconds(30);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    /** Of a Discord message; characters. */
    private static final int LONGEST_MESSAGE = 2_000;

    private static final int ACCEPTED = 202;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Audit audit;
    private final HostileAudit answers;
    private final DiscordUser discord;
    private final HttpClient http;
    private final URI ingest;
    private final RawRecords records;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(IN_FLIGHT);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Input> inputs;
    private int sent;

    /** Something that is to be sent. */
    sealed interface Input {
        record OfRecord(HostileRecord record) implements Input {}

        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        record OfText(HostilePath inlet, HostileInput source, byte[] bytes) implements Input {}
    }

    HostileInputs(
            List<Input> inputs,
            Audit audit,
            HostileAudit answers,
            DiscordUser discord,
            HttpClient http,
            URI ingest,
            RawRecords records) {
        this.audit = audit;
        this.answers = answers;
        this.discord = discord;
        this.http = http;
        this.ingest = ingest;
        this.records = records;
        this.inputs = List.copyOf(inputs);
    }

    /** The whole corpus, by each way that can take it. */
    static List<Input> all(long seed) {
        List<Input> inputs = new ArrayList<>();
        HostileRecord.all().forEach(each -> inputs.add(new Input.OfRecord(each)));
        add(
                inputs,
                "text",
                "text",
                HostilePath.MESSAGE,
                HostilePath.ATTACHMENT,
                HostilePath.HTTP_TEXT);
        add(inputs, "bytes", "bytes", HostilePath.ATTACHMENT, HostilePath.HTTP_TEXT);
        add(inputs, "submission-json", "bytes", HostilePath.HTTP_JSON);
        Collections.shuffle(inputs, new Random(seed));
        return inputs;
    }

    /** All of a kind, by each of these ways. */
    private static void add(List<Input> inputs, String kind, String field, HostilePath... inlets) {
        for (HostileInput each : Corpus.of(kind)) {
            Optional<byte[]> bytes = each.bytes(field);
            for (HostilePath inlet : inlets) {
                bytes.ifPresent(content -> inputs.add(new Input.OfText(inlet, each, content)));
            }
        }
    }

    /**
     * Sends on, without waiting for answers, until so much of all is on its way.
     *
     * @param share 0 to 1
     */
    void sendUpTo(double share) throws InterruptedException {
        for (; sent < Math.round(share * inputs.size()); sent++) {
            Input input = inputs.get(sent);
            room.acquire();
            threads.execute(() -> {
                try {
                    send(input);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
                    strange(name(input) + " could not be sent: " + e);
                } finally {
                    room.release();
                }
            });
        }
    }

    /** Waits until everything is sent, or given up. */
    boolean awaitSent(Duration limit) throws InterruptedException {
        boolean all = room.tryAcquire(IN_FLIGHT, limit.toMillis(), TimeUnit.MILLISECONDS);
        if (all) {
            room.release(IN_FLIGHT);
        }
        return all;
    }

    /**
     * Cancels what waits for runners that never come, and looks who has been answered; to be called
     * until all have.
     *
     * @return whether they have
     */
    boolean settle(URI dispatcher) throws InterruptedException {
        if (answers.allAnswered()) {
            return true;
        }
        try {
            for (String task : answers.toCancel()) {
                http.send(
                        HttpRequest.newBuilder(dispatcher.resolve("/tasks/" + task + "/cancel"))
                                .timeout(HTTP_PATIENCE)
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding());
            }
            discord.refusals(answers::replied);
        } catch (IOException away) {
            // Both are asked again.
        }
        boolean stopped = closed.await(AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        return stopped || answers.allAnswered();
    }

    @Override
    public void close() {
        closed.countDown();
        threads.shutdownNow();
    }

    private void send(Input input)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        switch (input) {
            case Input.OfRecord(HostileRecord record) -> send(record);
            case Input.OfText(HostilePath inlet, HostileInput source, byte[] bytes) -> {
                switch (inlet) {
                    case MESSAGE -> write(inlet, source, new String(bytes, UTF_8), null);
                    case ATTACHMENT -> write(inlet, source, "", bytes);
                    case HTTP_TEXT -> post(inlet, source, bytes, "text/plain");
                    case HTTP_JSON -> post(inlet, source, bytes, "application/json");
                    case TASKS, RUNS, CLAIMS, RESULTS, EVENTS, FILES ->
                            throw new IllegalArgumentException(inlet + " takes records");
                }
            }
        }
    }

    private void send(HostileRecord record)
            throws InterruptedException, ExecutionException, TimeoutException {
        HostilePath inlet = HostilePath.valueOf(record.topic().toUpperCase(Locale.ROOT));
        String name = record.source().name();
        String place = records.send(record).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (place == null) {
            answers.notTaken(inlet, name, record.outcome());
            return;
        }
        String task =
                switch (record.outcome()) {
                    case TASK, MOVED, WAITS, NOT_TAKEN ->
                            record.source().answer("id").orElse(idOf(place));
                    case DEAD_LETTER, IGNORED -> null;
                };
        if (task != null) {
            odd(task, record.outcome() != Outcome.NOT_TAKEN);
        }
        answers.record(
                inlet,
                name,
                place,
                record.outcome(),
                task,
                record.source().answer("reason").orElse(""),
                record.source().answer("stray").orElse(null));
    }

    /** The id of a task that brought none, from where its record lies. */
    static String idOf(String place) {
        int at = place.lastIndexOf('@');
        return "kafka-%s-%s"
                .formatted(
                        place.substring(place.lastIndexOf('-', at) + 1, at),
                        place.substring(at + 1));
    }

    private void write(HostilePath inlet, HostileInput source, String text, byte @Nullable [] file)
            throws IOException, InterruptedException {
        if (text.length() > LONGEST_MESSAGE) {
            return; // It goes as an attachment.
        }
        Optional<String> id = discord.tryToWrite(text, file);
        if (id.isEmpty()) {
            answers.refused(inlet);
            return;
        }
        odd("discord-" + id.get(), false);
        answers.message(inlet, source.toString(), id.get());
    }

    private void post(HostilePath inlet, HostileInput source, byte[] body, String type)
            throws InterruptedException, IOException {
        HttpRequest request =
                HttpRequest.newBuilder(ingest.resolve("/tasks"))
                        .timeout(HTTP_PATIENCE)
                        .header("Content-Type", type)
                        .header("Idempotency-Key", "hostile-" + inputNumber(source, inlet))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            HttpResponse<byte[]> answer = answer(request);
            int status = answer == null ? 0 : answer.statusCode();
            if (answer != null && status == ACCEPTED) {
                String task = JSON.readTree(answer.body()).path("id").asText();
                odd(task, true);
                answers.accepted(inlet, source.toString(), task);
                return;
            }
            if (status / 100 == 4) {
                answers.refused(inlet);
                return;
            }
            if (closed.await(AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the storm is over");
            }
        }
        strange("%s was neither accepted nor refused by ingest".formatted(source));
    }

    private @Nullable HttpResponse<byte[]> answer(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException away) {
            return null;
        }
    }

    private static String inputNumber(HostileInput source, HostilePath inlet) {
        return Integer.toHexString(source.toString().hashCode()) + "-" + inlet.ordinal();
    }

    private void odd(String task, boolean accepted) {
        synchronized (audit) {
            audit.askedOddly(task);
            if (accepted) {
                audit.accepted(task);
            }
        }
    }

    private void strange(String what) {
        synchronized (audit) {
            audit.strange(what, "the storm itself");
        }
    }

    static String name(Input input) {
        return switch (input) {
            case Input.OfRecord(HostileRecord record) -> record.toString();
            case Input.OfText text -> text.source() + " by " + text.inlet().words();
        };
    }
}

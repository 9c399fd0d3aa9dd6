package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.dispatcher.DispatcherConfig;
import dev.crayfleet.dispatcher.flow.DispatcherStreams;
import dev.crayfleet.dispatcher.flow.Lanes;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Asks every dispatcher that there is, so that it does not matter which of them a question reaches.
 * Each answers for its own lanes.
 */
@Singleton
@Requires(property = Stage.PROPERTY, value = "dispatcher")
class Fleetwide {
    /** In a question of one dispatcher to another: answer for yourself. */
    private static final String HERE = "here=true";

    private final Codec codec = new Codec();
    private final Lanes lanes;
    private final DispatcherStreams streams;
    private final Duration patience;
    private final HttpClient http;

    Fleetwide(Lanes lanes, DispatcherStreams streams, DispatcherConfig config) {
        this.lanes = lanes;
        this.streams = streams;
        this.patience = config.answerTimeout();
        this.http = HttpClient.newBuilder().connectTimeout(patience).build();
    }

    /**
     * @param answers one of each instance that has one, our own first
     * @param unreachable those that did not answer: what they know is missing
     */
    record Gathered<T>(List<T> answers, List<String> unreachable) {
        boolean isComplete() {
            return unreachable.isEmpty();
        }
    }

    /**
     * Gathers what all instances know.
     *
     * @param path of the same question to another instance, with its query if it has one
     * @param type of its answer
     * @param own what one of our lanes knows
     * @param together makes one answer of our lanes', if they have one
     * @param here whether we are asked for ourselves only
     */
    <P, T extends Record> Gathered<T> gather(
            String path,
            Class<T> type,
            Function<Queries, P> own,
            Function<List<P>, Optional<T>> together,
            boolean here)
            throws Lanes.BusyException, InterruptedException {
        Map<String, CompletableFuture<HttpResponse<byte[]>>> asked = new LinkedHashMap<>();
        if (!here) {
            streams.others().forEach(other -> asked.put(other, ask(other, path)));
        }
        List<T> answers = new ArrayList<>();
        List<String> unreachable = new ArrayList<>();
        together.apply(lanes.ask(own, patience)).ifPresent(answers::add);
        for (Map.Entry<String, CompletableFuture<HttpResponse<byte[]>>> other : asked.entrySet()) {
            try {
                HttpResponse<byte[]> answer =
                        other.getValue().get(patience.toMillis(), TimeUnit.MILLISECONDS);
                switch (answer.statusCode()) {
                    case 200 -> answers.add(codec.decodeRecord(answer.body(), type));
                    case 404 -> {}
                    default -> unreachable.add(other.getKey());
                }
            } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
                unreachable.add(other.getKey());
            }
        }
        return new Gathered<>(answers, unreachable);
    }

    io.micronaut.http.HttpResponse<?> json(Record answer) {
        return io.micronaut.http.HttpResponse.ok(codec.encodeRecord(answer))
                .contentType("application/json");
    }

    private CompletableFuture<HttpResponse<byte[]>> ask(String other, String path) {
        String mark = (path.contains("?") ? "&" : "?") + HERE;
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://" + other + path + mark))
                        .timeout(patience)
                        .build(),
                BodyHandlers.ofByteArray());
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}

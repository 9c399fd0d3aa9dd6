package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.dispatcher.DispatcherConfig;
import dev.crayfleet.dispatcher.kafka.DispatcherInstance;
import dev.crayfleet.dispatcher.kafka.DispatcherStreams;
import dev.crayfleet.dispatcher.kafka.Lanes;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.MutableHttpResponse;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every dispatcher that there is, so that it does not matter which of them a question reaches.
 * Each answers for the lanes that it has, and says in the head of its answer which those are.
 */
@Singleton
@Requires(property = Stage.PROPERTY, value = "dispatcher")
class ScatterGather {
    /** Who answers: what is reached at an address may be another than is looked for. */
    private static final String INSTANCE = "Crayfleet-Instance";

    /** The lanes that an answer speaks for, also one that something was not found in them. */
    private static final String LANES = "Crayfleet-Lanes";

    /** In a question of one dispatcher to another: answer for yourself. */
    private static final String HERE = "here=true";

    private static final Logger LOG = LoggerFactory.getLogger(ScatterGather.class);

    private final Codec codec = new Codec();
    private final Lanes lanes;
    private final DispatcherStreams streams;
    private final int all;
    private final Duration patience;
    private final HttpClient http;

    ScatterGather(
            Lanes lanes, DispatcherStreams streams, KafkaSettings kafka, DispatcherConfig config) {
        this.lanes = lanes;
        this.streams = streams;
        this.all = kafka.lanes();
        this.patience = config.answerTimeout();
        this.http = HttpClient.newBuilder().connectTimeout(patience).build();
    }

    /**
     * @param answers one of each instance that has one, our own first
     * @param coverage which lanes they speak for
     */
    record Gathered<T>(List<T> answers, LaneCoverage coverage) {}

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
            Function<Collection<P>, Optional<T>> together,
            boolean here)
            throws InterruptedException {
        Map<DispatcherInstance, CompletableFuture<HttpResponse<byte[]>>> asked =
                new LinkedHashMap<>();
        if (!here) {
            streams.others().forEach(other -> asked.put(other, ask(other, path)));
        }
        // Less than the whole: with a lane that is late the others' answers still arrive in time.
        SortedMap<Integer, P> ours = lanes.ask(own, patience.multipliedBy(2).dividedBy(3));
        SortedSet<Integer> spokenFor = new TreeSet<>(ours.keySet());
        List<T> answers = new ArrayList<>();
        together.apply(ours.values()).ifPresent(answers::add);
        if (here) {
            return new Gathered<>(answers, LaneCoverage.ofInstance(spokenFor));
        }
        List<String> unreachable = new ArrayList<>();
        for (Map.Entry<DispatcherInstance, CompletableFuture<HttpResponse<byte[]>>> each :
                asked.entrySet()) {
            Optional<Part<T>> part = part(each.getKey(), each.getValue(), type);
            if (part.isPresent()) {
                spokenFor.addAll(part.get().lanes());
                part.get().answer().ifPresent(answers::add);
            } else {
                unreachable.add(each.getKey().address().toString());
            }
        }
        return new Gathered<>(answers, LaneCoverage.ofFleet(spokenFor, all, unreachable));
    }

    /** The lane of a pool. */
    int lane(String pool) {
        return Partitions.of(pool, all);
    }

    MutableHttpResponse<?> json(Record answer) {
        return io.micronaut.http.HttpResponse.ok(codec.encodeRecord(answer))
                .contentType("application/json");
    }

    /** Says in an answer who gives it, and for which lanes. */
    MutableHttpResponse<?> signed(MutableHttpResponse<?> answer, LaneCoverage coverage) {
        return answer.header(INSTANCE, streams.own().id()).header(LANES, coverage.text());
    }

    /**
     * What one of the others says.
     *
     * @param answer empty if its lanes do not have it
     */
    private record Part<T>(SortedSet<Integer> lanes, Optional<T> answer) {}

    /** Empty if it cannot be asked. */
    private <T extends Record> Optional<Part<T>> part(
            DispatcherInstance other, CompletableFuture<HttpResponse<byte[]>> asked, Class<T> type)
            throws InterruptedException {
        try {
            HttpResponse<byte[]> answer = asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!answer.headers().firstValue(INSTANCE).orElse("").equals(other.id())) {
                LOG.debug("{} is not where it says: {}", other, answer);
                return Optional.empty();
            }
            SortedSet<Integer> its =
                    LaneCoverage.lanes(answer.headers().firstValue(LANES).orElse(""));
            return switch (answer.statusCode()) {
                case 200 ->
                        Optional.of(
                                new Part<>(
                                        its, Optional.of(codec.decodeRecord(answer.body(), type))));
                case 404 -> Optional.of(new Part<>(its, Optional.empty()));
                default -> Optional.empty();
            };
        } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
            LOG.debug("{} does not answer", other, e);
            return Optional.empty();
        }
    }

    private CompletableFuture<HttpResponse<byte[]>> ask(DispatcherInstance other, String path) {
        String mark = (path.contains("?") ? "&" : "?") + HERE;
        try {
            return http.sendAsync(
                    HttpRequest.newBuilder(URI.create("http://" + other.address() + path + mark))
                            .timeout(patience)
                            .build(),
                    BodyHandlers.ofByteArray());
        } catch (IllegalArgumentException noAddress) {
            return CompletableFuture.failedFuture(noAddress);
        }
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}

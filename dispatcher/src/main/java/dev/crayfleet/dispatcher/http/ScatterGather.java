package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.config.HttpSettings;
import dev.crayfleet.dispatcher.http.PeerClient.PeerAnswer;
import dev.crayfleet.dispatcher.http.PeerClient.PendingAnswer;
import dev.crayfleet.dispatcher.kafka.DispatcherStreams;
import dev.crayfleet.dispatcher.kafka.Lanes;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Asks all dispatchers, so that a client may ask any of them. Each answers for the lanes that it
 * owns, and says in the headers of its answer which those are.
 */
@Singleton
@RequiresDispatcher
class ScatterGather {
    private final Codec codec = new Codec();
    private final Lanes lanes;
    private final DispatcherStreams streams;
    private final int laneCount;
    private final Duration localTimeout;
    private final PeerClient peers;

    ScatterGather(
            Lanes lanes, DispatcherStreams streams, KafkaSettings kafka, HttpSettings settings) {
        this.lanes = lanes;
        this.streams = streams;
        this.laneCount = kafka.lanes();
        // Shorter than the whole timeout, so that the peers' answers still arrive in time if a lane
        // is slow.
        this.localTimeout = settings.answerTimeout().multipliedBy(2).dividedBy(3);
        this.peers = new PeerClient(settings.answerTimeout());
    }

    /**
     * @param answers one of each instance that has one, our own first
     * @param coverage which lanes they cover
     */
    record Gathered<T>(List<T> answers, LaneCoverage coverage) {}

    /**
     * Gathers what all instances know.
     *
     * @param path of the same question to another instance, with its query if it has one
     * @param type of its answer
     * @param query what one of our lanes knows
     * @param merge combines the answers of our lanes into one, if there are any
     * @param localOnly whether we are asked for our own lanes only
     */
    <P, T extends Record> Gathered<T> gather(
            String path,
            Class<T> type,
            Function<Queries, P> query,
            Function<Collection<P>, Optional<T>> merge,
            boolean localOnly)
            throws InterruptedException {
        List<PendingAnswer> pending =
                localOnly
                        ? List.of()
                        : streams.peers().stream().map(peer -> peers.ask(peer, path)).toList();
        SortedMap<Integer, P> local = lanes.query(query, localTimeout);
        SortedSet<Integer> covered = new TreeSet<>(local.keySet());
        List<T> answers = new ArrayList<>();
        merge.apply(local.values()).ifPresent(answers::add);
        if (localOnly) {
            return new Gathered<>(answers, LaneCoverage.ofInstance(covered));
        }
        List<String> unreachable = new ArrayList<>();
        for (PendingAnswer each : pending) {
            Optional<PeerAnswer<T>> answer = peers.await(each, type);
            if (answer.isPresent()) {
                covered.addAll(answer.get().lanes());
                answer.get().body().ifPresent(answers::add);
            } else {
                unreachable.add(each.peer().address().toString());
            }
        }
        return new Gathered<>(answers, LaneCoverage.ofFleet(covered, laneCount, unreachable));
    }

    /** Of the fleet. */
    int laneCount() {
        return laneCount;
    }

    /** The lane of a pool. */
    int laneOf(String pool) {
        return Partitions.of(pool, laneCount);
    }

    MutableHttpResponse<?> json(Record body) {
        return HttpResponse.ok(codec.encodeRecord(body)).contentType("application/json");
    }

    /** Says in a response who gives it, and which lanes it covers. */
    MutableHttpResponse<?> withCoverage(MutableHttpResponse<?> response, LaneCoverage coverage) {
        return response.header(PeerClient.INSTANCE_HEADER, streams.self().id())
                .header(PeerClient.LANES_HEADER, coverage.toHeader());
    }

    @PreDestroy
    void close() {
        peers.close();
    }
}

package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.dispatcher.DispatcherClock;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.config.LaneSettings;
import dev.crayfleet.dispatcher.config.RuleSettings;
import dev.crayfleet.dispatcher.config.StreamsSettings;
import dev.crayfleet.dispatcher.ledger.Decider;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.stage.traces.TaskTracer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * Makes the Kafka Streams application, again after each failure, because a failed one cannot be
 * started again.
 */
@Singleton
@RequiresDispatcher
class StreamsFactory {
    /** The consumer group, the prefix of the changelog and of transactional ids. */
    static final String APPLICATION_ID = "crayfleet-dispatcher";

    private final KafkaSettings kafka;
    private final RuleSettings rules;
    private final StreamsSettings settings;
    private final LaneSettings laneSettings;
    private final InstantSource clock;
    private final Meters meters;
    private final Lanes lanes;
    private final ReplaySourceReader replaySources;
    private final KafkaStartCounterStore startCounters;
    private final TaskTracer tracer;
    private final Set<String> transactionalIds = ConcurrentHashMap.newKeySet();

    StreamsFactory(
            KafkaSettings kafka,
            RuleSettings rules,
            StreamsSettings settings,
            LaneSettings laneSettings,
            DispatcherClock clock,
            MeterRegistry registry,
            Lanes lanes,
            TaskTracer tracer) {
        this.kafka = kafka;
        this.rules = rules;
        this.settings = settings;
        this.laneSettings = laneSettings;
        this.clock = clock;
        this.meters = new Meters(registry);
        this.lanes = lanes;
        this.tracer = tracer;
        this.replaySources =
                new ReplaySourceReader(kafka, new Codec(), laneSettings.kafkaPatience());
        this.startCounters = new KafkaStartCounterStore(kafka, APPLICATION_ID);
    }

    /**
     * @param self as the other dispatchers are to know it
     * @throws IllegalArgumentException with a sentence for people, if a setting makes no sense
     */
    KafkaStreams create(DispatcherInstance self) {
        LaneDependencies dependencies =
                new LaneDependencies(
                        new Decider(rules.rules()),
                        new LaneDependencies.Settings(
                                kafka.lanes(),
                                settings.commitInterval(),
                                laneSettings.retention(),
                                kafka.signing()),
                        new Codec(),
                        clock,
                        meters,
                        lanes,
                        replaySources,
                        startCounters,
                        tracer);
        ThreadLocal<CommitThrottle> throttle = throttlePerThread(settings.commitInterval());
        return new KafkaStreams(
                topology(dependencies, throttle),
                new StreamsConfig(StreamsProperties.of(kafka, settings, APPLICATION_ID, self)),
                new LaneKafkaClientSupplier(
                        settings.transactionTimeout(),
                        throttle,
                        settings.commitInterval(),
                        transactionalIds));
    }

    /** Whether it is one of a producer of this process. */
    boolean isOwn(String transactionalId) {
        return transactionalIds.contains(transactionalId);
    }

    /** A throttle for each stream thread. */
    static ThreadLocal<CommitThrottle> throttlePerThread(Duration interval) {
        return ThreadLocal.withInitial(() -> new CommitThrottle(interval, System.nanoTime()));
    }

    static Topology topology(LaneDependencies dependencies, ThreadLocal<CommitThrottle> throttle) {
        return DispatcherTopology.of(
                () -> new LaneProcessor(dependencies, throttle),
                new RecordTimestamp(dependencies.clock()));
    }

    /** Closes the clients of the lanes; to be called after the application was closed. */
    void closeClients() {
        replaySources.close();
        startCounters.close();
    }
}

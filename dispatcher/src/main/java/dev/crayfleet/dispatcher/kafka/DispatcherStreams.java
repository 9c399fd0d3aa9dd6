package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.dispatcher.DispatcherClock;
import dev.crayfleet.dispatcher.DispatcherConfig;
import dev.crayfleet.dispatcher.ledger.Decider;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import dev.crayfleet.stage.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the Kafka Streams application: starts it, watches it, and leaves the group when it ends. */
@Context
@Requires(property = Stage.PROPERTY, value = "dispatcher")
public class DispatcherStreams {
    private static final Logger LOG = LoggerFactory.getLogger(DispatcherStreams.class);

    /** The consumer group, the prefix of the changelog and of transactional ids. */
    static final String APPLICATION = "crayfleet-dispatcher";

    /** How far lanes were read in which nothing was written is committed so often. */
    private static final Duration READ_COMMIT = Duration.ofSeconds(8);

    private final KafkaSettings kafka;
    private final DispatcherConfig config;
    private final InstantSource clock;
    private final Meters meters;
    private final Lanes lanes;
    private final DispatcherInstance own;
    private final PeerReachability reachability = new PeerReachability();
    private final ReplaySourceReader originals;
    private final KafkaStartLog notes;
    private final TransactionWatch transactions;
    private final FailureBudget failures;
    private final ScheduledExecutorService restarts =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("dispatcher-restart").daemon().factory());
    private volatile Instant since;
    private volatile KafkaStreams streams;
    private boolean stopping; // Guarded by this.

    DispatcherStreams(
            KafkaSettings kafka,
            DispatcherConfig config,
            DispatcherClock clock,
            MeterRegistry registry,
            Lanes lanes,
            ListenAddress listening) {
        this.kafka = kafka;
        this.config = config;
        this.clock = clock;
        this.meters = new Meters(registry);
        this.lanes = lanes;
        this.failures = new FailureBudget(config.laneFailures(), Duration.ofMinutes(1));
        this.since = clock.instant();
        this.own =
                DispatcherInstance.here(
                        AdvertisedAddress.of(
                                config.advertise(), listening.host(), listening.port()));
        Codec codec = new Codec();
        this.originals = new ReplaySourceReader(kafka, codec, config.kafkaPatience());
        this.notes = new KafkaStartLog(kafka, APPLICATION);
        this.transactions =
                new TransactionWatch(
                        kafka,
                        APPLICATION,
                        config.transactionTimeout(),
                        TransactionWatch.CALM,
                        // Brokers go by the machine's time, whoever lends another.
                        InstantSource.system());
        this.streams = anew();
    }

    private KafkaStreams anew() {
        LaneParts parts =
                new LaneParts(
                        new Decider(config.rules()),
                        new LaneParts.Settings(
                                kafka.lanes(), config.commitInterval(), config.retention()),
                        new Codec(),
                        clock,
                        meters,
                        lanes,
                        originals,
                        notes);
        ThreadLocal<CommitPace> pace = paceOf(config.commitInterval());
        return new KafkaStreams(
                topology(parts, pace),
                new StreamsConfig(settings(kafka, config, own)),
                new LaneClients(config.transactionTimeout(), pace, config.commitInterval()));
    }

    /** One for each stream thread. */
    static ThreadLocal<CommitPace> paceOf(Duration interval) {
        return ThreadLocal.withInitial(() -> new CommitPace(interval, System.nanoTime()));
    }

    static Topology topology(LaneParts parts, ThreadLocal<CommitPace> pace) {
        return DispatcherTopology.of(
                () -> new LaneProcessor(parts, pace), new RecordTimestamp(parts.clock()));
    }

    @PostConstruct
    void start() {
        TopicSetup.ensure(kafka, APPLICATION, config.kafkaPatience());
        run();
        transactions.start();
    }

    private void run() {
        streams.setUncaughtExceptionHandler(e -> {
            boolean again = failures.mayGoOn(clock.instant());
            if (again) {
                LOG.error(
                        "a lane thread failed; it is replaced and goes on from its last commit", e);
                return StreamThreadExceptionResponse.REPLACE_THREAD;
            }
            LOG.error(
                    "lane threads fail again and again; this dispatcher gives its lanes up, and tries again in {} s. Mend what the cause says",
                    config.restartAfter().toSeconds(),
                    e);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.setStateListener((now, before) -> {
            LOG.info("dispatcher goes from {} to {}", before, now);
            since = clock.instant();
            if (now == KafkaStreams.State.RUNNING) {
                others();
            } else if (now == KafkaStreams.State.ERROR) {
                restartLater();
            }
        });
        streams.start();
    }

    private synchronized void restartLater() {
        if (!stopping) {
            var unused =
                    restarts.schedule(
                            this::restart, config.restartAfter().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Kafka Streams that has failed stays so; what made it fail may have been mended. */
    private void restart() {
        streams.close(config.closeTimeout());
        synchronized (this) {
            if (stopping) {
                return;
            }
            try {
                streams = anew();
                run();
            } catch (RuntimeException e) {
                LOG.error("the dispatcher cannot start over yet, and tries again", e);
                restartLater();
            }
        }
    }

    /** Leaves the group, so that the lanes go to another instance in about a second. */
    @PreDestroy
    void stop() {
        synchronized (this) {
            stopping = true;
        }
        restarts.shutdownNow();
        boolean stopped =
                streams.close(
                        CloseOptions.timeout(config.closeTimeout())
                                .withGroupMembershipOperation(
                                        CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        originals.close();
        notes.close();
        transactions.close();
        if (!stopped) {
            LOG.warn("lanes did not close within {}", config.closeTimeout());
        }
    }

    /** Whether lanes are, or are about to be, worked on. */
    public KafkaStreams.State state() {
        return streams.state();
    }

    /** Since when it is in that state. */
    Instant since() {
        return since;
    }

    /** This dispatcher as the others know it. */
    public DispatcherInstance own() {
        return own;
    }

    /** The other dispatchers that share the lanes with this one, as far as Kafka has told. */
    public List<DispatcherInstance> others() {
        if (!streams.state().isRunningOrRebalancing()) {
            return List.of();
        }
        List<DispatcherInstance> others =
                streams.metadataForAllStreamsClients().stream()
                        .map(client -> client.hostInfo())
                        .filter(host -> !host.equals(HostInfo.unavailable()))
                        .map(DispatcherInstance::of)
                        .filter(instance -> !instance.id().equals(own.id()))
                        .sorted(Comparator.comparing(DispatcherInstance::endPoint))
                        .distinct()
                        .toList();
        reachability.news(own, others).forEach(LOG::warn);
        return others;
    }

    private static Map<String, Object> settings(
            KafkaSettings kafka, DispatcherConfig config, DispatcherInstance own) {
        Map<String, Object> settings = new HashMap<>(kafka.admin("crayfleet-dispatcher"));
        settings.remove(StreamsConfig.CLIENT_ID_CONFIG);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // What is written asks for its commit itself: this is for what is only read, heartbeats
        // above all.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, READ_COMMIT.toMillis());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) kafka.replication());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateFolder().toString());
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbys());
        // A standby that lags is looked at again so soon; the least that Kafka Streams allows.
        settings.put(
                StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG,
                Duration.ofMinutes(1).toMillis());
        settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, own.endPoint());
        // Without it tasks and runs of a lane wait for each other.
        settings.put(
                StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        // How long a lane stands still when its dispatcher is killed.
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                (int) config.sessionTimeout().toMillis());
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
                (int) config.sessionTimeout().dividedBy(4).toMillis());
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                // No shorter, for Kafka Streams; see LaneClients for what it really is.
                (int) READ_COMMIT.toMillis());
        // A transaction that begins while the markers of the last one are written is told to come
        // again, after this; it doubles, up to a second. 100 ms unless said: ten commits' time.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 2);
        // Nothing is seen before the commit, which does not wait for this: fewer, fuller requests.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        // A record ends the wait at once; a timer waits so long at most, and an idle thread wakes
        // so
        // often.
        settings.put(StreamsConfig.POLL_MS_CONFIG, Duration.ofMillis(250).toMillis());
        return settings;
    }
}

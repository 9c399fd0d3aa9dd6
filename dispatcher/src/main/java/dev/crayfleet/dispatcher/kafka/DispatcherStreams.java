package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.dispatcher.DispatcherClock;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.config.HttpSettings;
import dev.crayfleet.dispatcher.config.LaneSettings;
import dev.crayfleet.dispatcher.config.StreamsSettings;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.stage.kafka.KafkaMeters;
import dev.crayfleet.stage.kafka.TopicsReady;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the Kafka Streams application: starts it, watches it, and leaves the group at the end. */
@Context
@RequiresDispatcher
public class DispatcherStreams {
    private static final Logger LOG = LoggerFactory.getLogger(DispatcherStreams.class);
    private static final Duration FAILURE_WINDOW = Duration.ofMinutes(1);

    private final StreamsFactory factory;
    private final LaneSettings settings;
    private final Duration closeTimeout;
    private final InstantSource clock;
    private final DispatcherInstance self;
    private final PeerReachability reachability = new PeerReachability();
    private final HangingTransactionAborter transactions;
    private final KafkaMeters meters;
    private final FailureBudget failures;
    private final ScheduledExecutorService restarts =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("dispatcher-restart").daemon().factory());
    private volatile Instant stateSince;
    private volatile KafkaStreams streams;
    private boolean isStopping; // Guarded by this.

    /**
     * @param topics first, so that nothing is opened while Kafka is away
     */
    DispatcherStreams(
            TopicsReady topics,
            KafkaMeters meters,
            KafkaSettings kafka,
            StreamsFactory factory,
            StreamsSettings streamsSettings,
            LaneSettings settings,
            HttpSettings http,
            DispatcherClock clock,
            ListenAddress listening) {
        this.factory = factory;
        this.meters = meters;
        this.settings = settings;
        this.closeTimeout = streamsSettings.closeTimeout();
        this.clock = clock;
        this.failures = new FailureBudget(settings.laneFailures(), FAILURE_WINDOW);
        this.stateSince = clock.instant();
        this.self =
                DispatcherInstance.withNewId(
                        AdvertisedAddress.of(http.advertise(), listening.host(), listening.port()));
        this.transactions =
                new HangingTransactionAborter(
                        kafka,
                        StreamsFactory.APPLICATION_ID,
                        factory::isOwn,
                        streamsSettings.transactionTimeout(),
                        HangingTransactionAborter.QUIET_PERIOD,
                        // Brokers use the machine's time, even if a test provides another clock
                        // here.
                        InstantSource.system());
        this.streams = factory.create(self);
    }

    @PostConstruct
    void start() {
        run();
        transactions.start();
    }

    private void run() {
        KafkaStreams current = streams;
        meters.bindStreams("lanes", current::metrics);
        streams.setUncaughtExceptionHandler(this::onThreadFailure);
        streams.setStateListener(this::onStateChange);
        streams.start();
    }

    private StreamThreadExceptionResponse onThreadFailure(Throwable e) {
        if (failures.allowFailure(clock.instant())) {
            LOG.error("a lane thread failed; it is replaced and goes on from its last commit", e);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        LOG.error(
                "lane threads fail again and again; this dispatcher gives its lanes up, and tries again in {} s. Mend what the cause says",
                settings.restartAfter().toSeconds(),
                e);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private void onStateChange(KafkaStreams.State next, KafkaStreams.State before) {
        LOG.info("dispatcher goes from {} to {}", before, next);
        stateSince = clock.instant();
        if (next == KafkaStreams.State.RUNNING) {
            // Logs which peers are out of reach.
            peers();
        } else if (next == KafkaStreams.State.ERROR) {
            restartLater();
        }
    }

    private synchronized void restartLater() {
        if (!isStopping) {
            var unused =
                    restarts.schedule(
                            this::restart,
                            settings.restartAfter().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Makes a new Kafka Streams application, because a failed one cannot be started again. The
     * cause of the failure may be gone by now.
     */
    private void restart() {
        streams.close(closeTimeout);
        synchronized (this) {
            if (isStopping) {
                return;
            }
            try {
                streams = factory.create(self);
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
            isStopping = true;
        }
        restarts.shutdownNow();
        boolean isClosed =
                streams.close(
                        CloseOptions.timeout(closeTimeout)
                                .withGroupMembershipOperation(
                                        CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        factory.closeClients();
        transactions.close();
        if (!isClosed) {
            LOG.warn("lanes did not close within {} s", closeTimeout.toSeconds());
        }
    }

    /** The state of the Kafka Streams application. */
    public KafkaStreams.State state() {
        return streams.state();
    }

    /** Since when it is in that state. */
    Instant stateSince() {
        return stateSince;
    }

    /** This dispatcher as the others know it. */
    public DispatcherInstance self() {
        return self;
    }

    /**
     * The other dispatchers that share the lanes with this one, as far as Kafka has told. Logs
     * which of them are out of reach.
     */
    public List<DispatcherInstance> peers() {
        if (!streams.state().isRunningOrRebalancing()) {
            return List.of();
        }
        List<DispatcherInstance> peers =
                streams.metadataForAllStreamsClients().stream()
                        .map(client -> client.hostInfo())
                        .filter(host -> !host.equals(HostInfo.unavailable()))
                        .map(DispatcherInstance::of)
                        .filter(instance -> !instance.id().equals(self.id()))
                        .sorted(Comparator.comparing(DispatcherInstance::endPoint))
                        .distinct()
                        .toList();
        reachability.newWarnings(self, peers).forEach(LOG::warn);
        return peers;
    }
}

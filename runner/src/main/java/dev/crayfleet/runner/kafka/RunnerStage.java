package dev.crayfleet.runner.kafka;

import dev.crayfleet.agents.executor.PoolExecutors;
import dev.crayfleet.agents.process.Ticker;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.Retention;
import dev.crayfleet.agents.workspace.RunRegistry;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import dev.crayfleet.runner.RequiresRunner;
import dev.crayfleet.runner.RunnerMeters;
import dev.crayfleet.runner.config.RunnerSettings;
import dev.crayfleet.runner.run.AttemptRunner;
import dev.crayfleet.runner.run.ExitPolicy;
import dev.crayfleet.runner.run.Housekeeping;
import dev.crayfleet.runner.run.OrphanReaper;
import dev.crayfleet.runner.run.ReportBuilder;
import dev.crayfleet.runner.run.Runner;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a runner together when its application starts, and takes it apart in order. */
@Singleton
@RequiresRunner
public final class RunnerStage {
    private static final Logger LOG = LoggerFactory.getLogger(RunnerStage.class);

    /** Longer than a lease: what was not sent by then is nobody's any more. */
    private static final int DELIVERY_MS = 30_000;

    /** Metadata are there after the start; a beat must not wait long for anything. */
    private static final long BLOCK_MS = 5_000;

    /** What is said within so short a time travels together; a beat can wait for that. */
    private static final int LINGER_MS = 2;

    private final RunnerSettings settings;
    private final KafkaSettings kafka;
    private final PoolExecutors executors;
    private final Secrets secrets;
    private final RunnerMeters meters;
    private final Ticker ticker;
    private final Clock clock;
    private final ApplicationContext context;
    private volatile @Nullable Parts parts;
    private boolean stopped;

    private record Parts(
            Producer<String, byte[]> producer,
            Runner runner,
            ClaimsReader claims,
            HeartbeatScheduler beats,
            Housekeeping housekeeping,
            RunRegistry notes) {}

    RunnerStage(
            RunnerSettings settings,
            KafkaSettings kafka,
            PoolExecutors executors,
            Secrets secrets,
            RunnerMeters meters,
            Ticker ticker,
            Clock clock,
            ApplicationContext context) {
        this.settings = settings;
        this.kafka = kafka;
        this.executors = executors;
        this.secrets = secrets;
        this.meters = meters;
        this.ticker = ticker;
        this.clock = clock;
        this.context = context;
    }

    /** Empty before the start and after the end. */
    public Optional<Runner.Status> status() {
        Parts there = parts;
        return there == null ? Optional.empty() : Optional.of(there.runner().status());
    }

    @EventListener
    void start(ServerStartupEvent started) {
        String id = settings.policy().id().value();
        RunRegistry notes =
                new RunRegistry(settings.workspaces().folder(), settings.policy().lease().lease());
        OrphanReaper leftBehind = new OrphanReaper(notes, executors);
        try {
            TopicSetup.ensure(kafka, id, settings.kafkaTimeout());
            leftBehind.end();
            executors.start();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            executors.close();
            throw new IllegalStateException("the start was interrupted", e);
        } catch (RuntimeException e) {
            executors.close();
            throw e;
        }
        Codec codec = new Codec();
        Producer<String, byte[]> producer = producer(id);
        try {
            Runner runner = runner(producer, codec, notes);
            // Its place in the claims first: nothing that answers the join may be missed.
            ClaimsReader claims =
                    new ClaimsReader(
                            kafka,
                            settings.policy().id(),
                            codec,
                            listener(runner, meters),
                            settings.kafkaTimeout());
            claims.start();
            begun(
                    new Parts(
                            producer,
                            runner,
                            claims,
                            new HeartbeatScheduler(
                                    runner::beat,
                                    runner::watch,
                                    settings.policy().heartbeatInterval(),
                                    id),
                            new Housekeeping(
                                    new Retention(settings.workspaces(), notes),
                                    notes,
                                    leftBehind,
                                    clock,
                                    id),
                            notes));
            meters.watch(runner::status);
            LOG.info(
                    "runner {} offers {} with {}",
                    id,
                    settings.policy().slots(),
                    executors.names());
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            executors.close();
            throw e;
        }
    }

    private void begun(Parts fresh) {
        synchronized (this) {
            if (!stopped) {
                parts = fresh;
                return;
            }
        }
        end(fresh);
    }

    @PreDestroy
    void stop() {
        Parts there;
        synchronized (this) {
            stopped = true;
            there = parts;
            parts = null;
        }
        if (there == null) {
            // Perhaps in the middle of the start, which can take long and has begun things.
            executors.close();
        } else {
            end(there);
        }
    }

    private void end(Parts there) {
        try {
            there.runner().drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("draining was cut short");
        }
        there.beats().close();
        there.claims().close();
        there.housekeeping().close();
        executors.close();
        there.notes().leave();
        there.producer().close(Duration.ofSeconds(5));
        LOG.info("runner {} is gone", settings.policy().id());
    }

    private Runner runner(Producer<String, byte[]> producer, Codec codec, RunRegistry notes) {
        Workspaces workspaces =
                new Workspaces(
                        settings.workspaces(),
                        new SecureRandom(),
                        settings.agents().processes().runAs());
        KafkaFileTransfer luggage =
                new KafkaFileTransfer(new FileStore(kafka, producer, settings.kafkaTimeout()));
        AttemptRunner attempts =
                new AttemptRunner(
                        executors,
                        workspaces,
                        notes,
                        secrets,
                        new ReportBuilder(settings.workspaces(), workspaces, luggage, secrets),
                        settings.timeLimits(),
                        luggage,
                        clock,
                        ticker);
        return new Runner(
                settings.policy(),
                new RunsWriter(producer, codec, kafka.lanes()),
                attempts,
                meters,
                ticker,
                clock,
                new ExitPolicy(settings.exit().maxTasks(), settings.exit().maxIdle(), this::leave));
    }

    /** In a thread of its own: the one that found it is time is stopped meanwhile. */
    private void leave() {
        Thread.ofPlatform().name(settings.policy().id() + "-leaves").start(context::close);
    }

    private Producer<String, byte[]> producer(String id) {
        Map<String, Object> producerConfig = kafka.producer(id + "-runs", DELIVERY_MS);
        producerConfig.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
        producerConfig.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        return new KafkaProducer<>(
                producerConfig, new StringSerializer(), new ByteArraySerializer());
    }

    private static ClaimsReader.Listener listener(Runner runner, RunnerMeters meters) {
        return new ClaimsReader.Listener() {
            @Override
            public void heed(ClaimMessage message) {
                runner.heed(message);
            }

            @Override
            public void lostPlace(String reason) {
                runner.lostPlace(reason);
            }

            @Override
            public void skipped() {
                meters.skipped();
            }
        };
    }
}

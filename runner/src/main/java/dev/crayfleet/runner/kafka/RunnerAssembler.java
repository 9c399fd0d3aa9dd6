package dev.crayfleet.runner.kafka;

import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.executor.ExecutorStarter;
import dev.crayfleet.agents.home.AgentHomes;
import dev.crayfleet.agents.process.MonotonicClock;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.Retention;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.runner.RequiresRunner;
import dev.crayfleet.runner.RunnerMeters;
import dev.crayfleet.runner.config.RunnerSettings;
import dev.crayfleet.runner.run.AttemptRunner;
import dev.crayfleet.runner.run.ExitPolicy;
import dev.crayfleet.runner.run.Housekeeping;
import dev.crayfleet.runner.run.OrphanReaper;
import dev.crayfleet.runner.run.ReportBuilder;
import dev.crayfleet.runner.run.Runner;
import dev.crayfleet.runner.run.TaskPreparer;
import dev.crayfleet.stage.kafka.KafkaMeters;
import dev.crayfleet.stage.traces.TaskTracer;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts the components of a runner together, and starts them. */
@Singleton
@RequiresRunner
final class RunnerAssembler {
    /** Longer than a lease: what was not sent by then is of a session that has expired. */
    private static final int DELIVERY_TIMEOUT_MS = 30_000;

    /** Metadata are there after the start; a heartbeat must not wait long for anything. */
    private static final long MAX_BLOCK_MS = 5_000;

    /** Messages sent within this time travel together; a heartbeat can wait for so long. */
    private static final int LINGER_MS = 2;

    private final RunnerSettings settings;
    private final KafkaSettings kafka;
    private final AgentExecutorsByPool executors;
    private final Secrets secrets;
    private final RunnerMeters meters;
    private final KafkaMeters kafkaMeters;
    private final TaskTracer tracer;
    private final MonotonicClock monotonicClock;
    private final Clock clock;

    RunnerAssembler(
            RunnerSettings settings,
            KafkaSettings kafka,
            AgentExecutorsByPool executors,
            Secrets secrets,
            RunnerMeters meters,
            KafkaMeters kafkaMeters,
            TaskTracer tracer,
            MonotonicClock monotonicClock,
            Clock clock) {
        this.settings = settings;
        this.kafka = kafka;
        this.executors = executors;
        this.secrets = secrets;
        this.meters = meters;
        this.kafkaMeters = kafkaMeters;
        this.tracer = tracer;
        this.monotonicClock = monotonicClock;
        this.clock = clock;
    }

    /**
     * @param exit called when the runner is to leave by itself
     */
    RunnerComponents start(AgentRunRegistry registry, OrphanReaper orphans, Runnable exit) {
        String id = settings.policy().id().value();
        Codec codec = new Codec();
        Producer<String, byte[]> producer = producer(id);
        try {
            Runner runner = runner(producer, codec, registry, exit);
            // At its position before the first join: nothing that answers it may be missed.
            ClaimsReader claims =
                    new ClaimsReader(
                            kafka,
                            settings.policy().id(),
                            codec,
                            listener(runner),
                            settings.kafkaTimeout());
            kafkaMeters.bind("runs", producer);
            claims.bindMeters(kafkaMeters);
            claims.start();
            return new RunnerComponents(
                    producer,
                    runner,
                    claims,
                    new HeartbeatScheduler(
                            runner::sendHeartbeats,
                            runner::checkLease,
                            settings.policy().heartbeatInterval(),
                            id),
                    new Housekeeping(
                            new Retention(settings.workspaces(), registry),
                            registry,
                            orphans,
                            clock,
                            id),
                    registry,
                    new ExecutorStarter(executors, id, runner::sendHeartbeats));
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    private Runner runner(
            Producer<String, byte[]> producer,
            Codec codec,
            AgentRunRegistry registry,
            Runnable exit) {
        Workspaces workspaces = new Workspaces(settings.workspaces(), new SecureRandom());
        KafkaFileTransfer files =
                new KafkaFileTransfer(new FileStore(kafka, producer, settings.kafkaTimeout()));
        AttemptRunner attempts =
                new AttemptRunner(
                        executors,
                        new TaskPreparer(
                                workspaces,
                                files,
                                new AgentHomes(settings.agents().named().homes()),
                                clock),
                        registry,
                        secrets,
                        new ReportBuilder(settings.workspaces(), workspaces, files, secrets),
                        settings.timeLimits(),
                        monotonicClock);
        return new Runner(
                settings.policy(),
                new RunsWriter(producer, codec, kafka.lanes()),
                attempts,
                meters,
                monotonicClock,
                clock,
                new ExitPolicy(settings.exit().maxTasks(), settings.exit().maxIdle(), exit),
                tracer);
    }

    private Producer<String, byte[]> producer(String id) {
        Map<String, Object> config = kafka.producer(id + "-runs", DELIVERY_TIMEOUT_MS);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    private ClaimsReader.Listener listener(Runner runner) {
        return new ClaimsReader.Listener() {
            @Override
            public void handle(ClaimMessage message) {
                runner.handle(message);
            }

            @Override
            public void positionLost(String reason) {
                runner.claimsPositionLost(reason);
            }

            @Override
            public void skipped() {
                meters.skipped();
            }
        };
    }
}

package dev.crayfleet.runner.kafka;

import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.executor.ExecutorStarter;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.runner.run.Housekeeping;
import dev.crayfleet.runner.run.Runner;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a running runner consists of. */
record RunnerComponents(
        Producer<String, byte[]> producer,
        Runner runner,
        ClaimsReader claims,
        HeartbeatScheduler heartbeats,
        Housekeeping housekeeping,
        AgentRunRegistry registry,
        ExecutorStarter starter) {
    private static final Logger LOG = LoggerFactory.getLogger(RunnerComponents.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Drains the runner and closes all, in the order in which they need each other.
     *
     * @param executors closed when no agent runs any more
     */
    void stop(AgentExecutorsByPool executors) {
        starter.close();
        try {
            runner.drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("draining was cut short");
        }
        heartbeats.close();
        claims.close();
        housekeeping.close();
        executors.close();
        registry.expireAll();
        producer.close(CLOSE_TIMEOUT);
    }
}

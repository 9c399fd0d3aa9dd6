package dev.crayfleet.runner.kafka;

import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.runner.RequiresRunner;
import dev.crayfleet.runner.RunnerMeters;
import dev.crayfleet.runner.config.RunnerSettings;
import dev.crayfleet.runner.run.OrphanReaper;
import dev.crayfleet.runner.run.Runner;
import dev.crayfleet.stage.kafka.TopicsReady;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.BeanProvider;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a runner with its application, and stops it with it. */
@Singleton
@RequiresRunner
public final class RunnerLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RunnerLifecycle.class);

    private final RunnerSettings settings;
    private final BeanProvider<TopicsReady> topics;
    private final AgentExecutorsByPool executors;
    private final RunnerAssembler assembler;
    private final RunnerMeters meters;
    private final ApplicationContext context;
    private volatile @Nullable RunnerComponents components;
    private boolean stopped;

    RunnerLifecycle(
            RunnerSettings settings,
            BeanProvider<TopicsReady> topics,
            AgentExecutorsByPool executors,
            RunnerAssembler assembler,
            RunnerMeters meters,
            ApplicationContext context) {
        this.settings = settings;
        this.topics = topics;
        this.executors = executors;
        this.assembler = assembler;
        this.meters = meters;
        this.context = context;
    }

    /** Empty before the start and after the end. */
    public Optional<Runner.Status> status() {
        RunnerComponents current = components;
        return current == null ? Optional.empty() : Optional.of(current.runner().status());
    }

    @EventListener
    void start(ServerStartupEvent event) {
        String id = settings.policy().id().value();
        AgentRunRegistry registry =
                new AgentRunRegistry(
                        settings.workspaces().folder(), settings.policy().lease().lease());
        OrphanReaper orphans = new OrphanReaper(registry, executors);
        RunnerComponents started;
        try {
            Object unused = topics.get();
            orphans.reap();
            started = assembler.start(registry, orphans, this::exit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            executors.close();
            throw new IllegalStateException("the start was interrupted", e);
        } catch (RuntimeException e) {
            executors.close();
            throw e;
        }
        if (!keep(started)) {
            stop(started);
            return;
        }
        meters.watch(started.runner()::status);
        meters.watchModels(executors::modelUsage);
        awaitFirstExecutor(started);
        LOG.info("runner {} offers {} with {}", id, settings.policy().slots(), executors.names());
    }

    /**
     * The start of a runner has failed where none of its executors can be started. What is ready is
     * offered at once; the others follow.
     */
    private void awaitFirstExecutor(RunnerComponents started) {
        try {
            started.starter().awaitFirst();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
            throw new IllegalStateException("the start was interrupted", e);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    /**
     * @return false if the stage was stopped during its start
     */
    private synchronized boolean keep(RunnerComponents started) {
        if (!stopped) {
            components = started;
        }
        return !stopped;
    }

    @PreDestroy
    void stop() {
        RunnerComponents current;
        synchronized (this) {
            stopped = true;
            current = components;
            components = null;
        }
        if (current == null) {
            // The start may be under way, which can take long and has begun things.
            executors.close();
        } else {
            stop(current);
        }
    }

    private void stop(RunnerComponents current) {
        current.stop(executors);
        LOG.info("runner {} is gone", settings.policy().id());
    }

    /** In a thread of its own, because closing stops the thread that calls this. */
    private void exit() {
        Thread.ofPlatform().name(settings.policy().id() + "-leaves").start(context::close);
    }
}

package dev.crayfleet.runner;

import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.process.MonotonicClock;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.runner.config.RunnerSettings;
import dev.crayfleet.stage.kafka.TopicsTimeout;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Pattern;

/** The beans that are not classes of their own. */
@Factory
@RequiresRunner
final class RunnerFactory {
    /** In a JAAS configuration. */
    private static final Pattern QUOTED_PASSWORD = Pattern.compile("password=\"([^\"]+)\"");

    @Singleton
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    @Bean
    MonotonicClock monotonicClock(Clock clock) {
        return MonotonicClock.ofMachine(clock);
    }

    @Singleton
    @Bean
    TopicsTimeout topicsTimeout(RunnerSettings settings) {
        return new TopicsTimeout(settings.kafkaTimeout());
    }

    @Singleton
    @Bean
    Secrets secrets(Environment environment) {
        Secrets secrets = Secrets.of(System.getenv());
        environment.getProperty("discord.token", String.class).ifPresent(secrets::add);
        environment
                .getProperties("crayfleet.kafka")
                .forEach((name, value) -> {
                    if (name.contains("password")) {
                        secrets.add(String.valueOf(value));
                    }
                    QUOTED_PASSWORD
                            .matcher(String.valueOf(value))
                            .results()
                            .forEach(found -> secrets.add(found.group(1)));
                });
        return secrets;
    }

    @Singleton
    @Bean
    AgentExecutorsByPool executors(RunnerSettings settings, Secrets secrets) {
        // Said before anything waits for Kafka.
        Path unused = WorkersFolderCheck.require(settings.workspaces().folder());
        return AgentExecutorFactory.choose(settings, System.getenv(), secrets);
    }
}

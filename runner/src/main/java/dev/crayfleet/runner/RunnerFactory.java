package dev.crayfleet.runner;

import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.process.MonotonicClock;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.client.ClientLogin;
import dev.crayfleet.runner.config.RunnerSettings;
import dev.crayfleet.stage.kafka.TopicsTimeout;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The beans that are not classes of their own. */
@Factory
@RequiresRunner
final class RunnerFactory {
    /** Of those who take our traces; a value may be a password. */
    private static final List<String> OTLP_HEADERS =
            List.of("otel.exporter.otlp.headers", "otel.exporter.otlp.traces.headers");

    /** In a header, its name and the word in front of a token. */
    private static final Pattern NOT_THE_SECRET = Pattern.compile("^[^=]*+=(?:.*(?:%20| ))?");

    /** Shorter values name a tenant or a dataset, and may be words that agents write. */
    private static final int MIN_TOKEN_CHARS = 16;

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
    Secrets secrets(Environment environment, KafkaSettings kafka) {
        Secrets secrets = Secrets.of(System.getenv());
        environment.getProperty("discord.token", String.class).ifPresent(secrets::add);
        SecretFiles.secrets(environment).forEach(secrets::add);
        OTLP_HEADERS.stream()
                .flatMap(name -> environment.getProperty(name, String.class).stream())
                .flatMap(headers -> Stream.of(headers.split(",", -1)))
                .map(header -> NOT_THE_SECRET.matcher(header).replaceFirst("").strip())
                .filter(value -> value.length() >= MIN_TOKEN_CHARS)
                .flatMap(value -> Stream.of(value, decoded(value)))
                .forEach(secrets::add);
        ClientLogin.secrets(kafka.client()).forEach(secrets::add);
        return secrets;
    }

    /** As it goes over the wire; as it is, if it is not encoded. */
    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return value;
        }
    }

    @Singleton
    @Bean
    AgentExecutorsByPool executors(RunnerSettings settings, Secrets secrets) {
        // Said before anything waits for Kafka.
        WorkersFolderCheck.require(settings.workspaces().folder(), RunAs.example(settings));
        return AgentExecutorFactory.choose(
                settings, System.getenv(), secrets, RunAs.claim(settings));
    }
}

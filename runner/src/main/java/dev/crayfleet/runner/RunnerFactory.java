package dev.crayfleet.runner;

import dev.crayfleet.agents.executor.PoolExecutors;
import dev.crayfleet.agents.process.Ticker;
import dev.crayfleet.agents.safety.Secrets;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The beans that are not classes of their own. */
@Factory
@RequiresRunner
final class RunnerFactory {
    /** As a JAAS configuration has it. */
    private static final Pattern QUOTED_PASSWORD = Pattern.compile("password=\"([^\"]+)\"");

    private static final Logger LOG = LoggerFactory.getLogger(RunnerFactory.class);

    @Singleton
    RunnerConfig config(Environment environment) {
        return RunnerSettings.read(name -> environment.getProperty(name, String.class), machine());
    }

    static RunnerSettings.Machine machine() {
        return new RunnerSettings.Machine(
                host(),
                Runtime.getRuntime().availableProcessors(),
                home(),
                "%04x".formatted(new SecureRandom().nextInt(0x10000)));
    }

    /** As programs that are not Java see it: OpenClaw goes by HOME, and so do we. */
    private static Path home() {
        String home = System.getenv("HOME");
        return Path.of(
                home == null || home.isBlank() ? System.getProperty("user.home", ".") : home);
    }

    @Singleton
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    @Bean
    Ticker ticker(Clock clock) {
        return Ticker.ofMachine(clock);
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
    PoolExecutors executors(RunnerConfig config, Secrets secrets) {
        return ExecutorFactory.choose(config, System.getenv(), secrets);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("this machine has no name", e);
            return "";
        }
    }
}

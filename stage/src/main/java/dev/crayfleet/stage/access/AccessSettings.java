package dev.crayfleet.stage.access;

import dev.crayfleet.kafka.fleet.TokenFile;
import dev.crayfleet.stage.Stage;
import dev.crayfleet.stage.StartCheck;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may call a service over HTTP, and how often.
 *
 * @param tokens when callers have to show one
 * @param tokenFile with a token that is valid besides those on the fleet topic; empty for none
 * @param requestsPerSecond of one caller, 1 to 100,000; twice as many at once
 * @param failuresPerMinute requests without a valid token from one address, 1 to 100,000
 */
@ConfigurationProperties("crayfleet.http")
record AccessSettings(
        @Bindable(defaultValue = "auto") Demand tokens,
        @Bindable(defaultValue = "") String tokenFile,
        @Bindable(defaultValue = "2000") int requestsPerSecond,
        @Bindable(defaultValue = "120") int failuresPerMinute) {
    private static final int MAX_RATE = 100_000;

    /** When callers have to show a token. */
    enum Demand {
        /** As soon as there is one, and always where a service listens beyond loopback. */
        AUTO,
        /** Always. */
        REQUIRED
    }

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    AccessSettings {
        requireRate("crayfleet.http.requests-per-second", requestsPerSecond);
        requireRate("crayfleet.http.failures-per-minute", failuresPerMinute);
    }

    private static void requireRate(String name, int value) {
        if (value < 1 || value > MAX_RATE) {
            throw new IllegalArgumentException(
                    "%s is %d, outside 1 to %d".formatted(name, value, MAX_RATE));
        }
    }

    /**
     * Hash of the token in the file; empty if none is set.
     *
     * @throws IllegalArgumentException with a sentence for people, if it cannot be read
     */
    Optional<String> fileHash() {
        return tokenFile.isBlank()
                ? Optional.empty()
                : Optional.of(TokenFile.hash(Path.of(tokenFile.strip())));
    }

    /** Has a wrong file refused at the start, with all other wrong settings. */
    @Factory
    @Requires(property = Stage.PROPERTY)
    static final class Check {
        @Singleton
        StartCheck accessCheck(BeanProvider<AccessSettings> settings) {
            return StartCheck.of(() -> settings.get().fileHash());
        }
    }
}

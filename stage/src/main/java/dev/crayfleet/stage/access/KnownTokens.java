package dev.crayfleet.stage.access;

import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.kafka.fleet.FleetFollower;
import dev.crayfleet.kafka.fleet.TokenRecord;
import dev.crayfleet.kafka.fleet.TokenTable;
import dev.crayfleet.stage.ListenCheck;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tokens that a service takes: those on the fleet topic, and that of its file. */
@Singleton
@Requires(property = Stage.PROPERTY)
final class KnownTokens implements ListenCheck {
    /** What the token of a file is called: {@code token:first} in the fleet file. */
    static final String FILE_TOKEN = "first";

    private static final Logger LOG = LoggerFactory.getLogger(KnownTokens.class);
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(30);

    private final TokenTable ofTopic;
    private final TokenTable ofFile = new TokenTable();
    private final CompletableFuture<Boolean> complete;
    private volatile boolean alwaysDemanded;

    KnownTokens(
            AccessSettings settings, Optional<TokenTable> topic, Optional<FleetFollower> follower) {
        this.ofTopic = topic.orElseGet(TokenTable::new);
        this.complete =
                follower.map(FleetFollower::caughtUp)
                        .orElseGet(() -> CompletableFuture.completedFuture(true));
        this.alwaysDemanded = settings.tokens() == AccessSettings.Demand.REQUIRED;
        settings.fileHash()
                .ifPresent(hash ->
                        ofFile.add(
                                new TokenRecord(FILE_TOKEN, hash, List.of(), Instant.EPOCH, null)));
    }

    /**
     * Completes when the fleet topic has been read: with false if that has failed for good. Until
     * then nobody knows whether there is a token.
     */
    CompletableFuture<Boolean> complete() {
        return complete;
    }

    boolean isComplete() {
        return complete.isDone() && complete.getNow(false);
    }

    /** Whether nobody is answered without a token; not to be relied on until it is complete. */
    boolean areDemanded() {
        return alwaysDemanded || hasAny();
    }

    private boolean hasAny() {
        return !ofFile.isEmpty() || !ofTopic.isEmpty();
    }

    /** Before the topic is read, a token may be known whose end is still to come. */
    TokenTable.Found find(String token, Instant now) {
        TokenTable.Found found = ofFile.find(token, now);
        return found instanceof TokenTable.Found.Valid || !isComplete()
                ? found
                : ofTopic.find(token, now);
    }

    @Override
    public void beforeListening(String host) {
        boolean beyondLoopback = !isLoopback(host);
        if (!beyondLoopback && !alwaysDemanded) {
            return;
        }
        alwaysDemanded = true;
        if (!ofFile.isEmpty() || !isReadInTime() || hasAny()) {
            return;
        }
        throw new IllegalStateException(
                (beyondLoopback
                                ? "it is to listen on \"%s\", where others reach it, and there is no token by which it could know them."
                                        .formatted(host)
                                : "crayfleet.http.tokens (CRAYFLEET_HTTP_TOKENS) is required, and there is no token.")
                        + " Make one with crayfleet token create NAME, or name a file with one in crayfleet.http.token-file (CRAYFLEET_HTTP_TOKEN_FILE)"
                        + (beyondLoopback
                                ? "; or have it listen on 127.0.0.1 (MICRONAUT_SERVER_HOST)."
                                : "."));
    }

    /** False while Kafka is away; it answers nobody then, and starts all the same. */
    private boolean isReadInTime() {
        try {
            return complete.get(KAFKA_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "Kafka has not said within {} which tokens there are; nobody is answered until it has",
                    ReadableTimes.duration(KAFKA_TIMEOUT));
            return false;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the start was cut short", e);
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return !host.isBlank() && InetAddress.getByName(host.strip()).isLoopbackAddress();
        } catch (IOException unknownName) {
            return false;
        }
    }
}

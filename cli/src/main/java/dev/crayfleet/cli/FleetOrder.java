package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.cli.kafka.UnreachableException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How an order for the fleet or a part of it is given over HTTP, and its confirmation awaited. */
final class FleetOrder {
    /** How long an order may take to be confirmed. */
    static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);

    /** A dispatcher that is well answers in much less. */
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(4);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    private FleetOrder() {}

    /** The same order again is the same order, so it can be sent until it is taken. */
    static void postUntilTaken(
            FleetHttp dispatcher, String path, ObjectNode body, long startNanos) {
        while (true) {
            try {
                dispatcher.post(path, body);
                return;
            } catch (UnreachableException away) {
                throw away;
            } catch (IllegalStateException e) {
                if (isOver(startNanos)) {
                    throw e;
                }
                pause();
            }
        }
    }

    /** Asks until it is done, or time is over; what was answered last. */
    static <T> T await(
            FleetHttp dispatcher,
            Function<JsonNode, T> reader,
            Predicate<T> isDone,
            long startNanos) {
        while (true) {
            try {
                T last = reader.apply(dispatcher.get("/stop"));
                if (isDone.test(last) || isOver(startNanos)) {
                    return last;
                }
            } catch (IllegalStateException e) {
                if (isOver(startNanos)) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static boolean isOver(long startNanos) {
        return System.nanoTime() - startNanos >= CONFIRM_TIMEOUT.toNanos();
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    static ObjectNode body(String id, @Nullable String reason) {
        ObjectNode body = TaskCommands.withRequester().put("id", id);
        if (reason != null) {
            body.put("reason", reason);
        }
        return body;
    }
}

package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.agents.openclaw.ModelRetry;
import dev.crayfleet.contract.Limits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Gateway's events of one run while it goes on: progress for people, lines for
 * agent-output.log, and the code of a failure, which the final answer does not have. Called by the
 * connection's thread, read by others.
 */
final class RunEvents {
    private static final int MAX_LINE_CHARS = 2_000;

    private final Consumer<String> progress;
    private final Consumer<String> log;
    private final Runnable onStart;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile long lastEventNanos = System.nanoTime();
    private volatile String failureCode = "";
    private volatile @Nullable ModelRetry retrying;

    /**
     * @param progress told what may interest people
     * @param log told each line for the log
     * @param onStart told once, when the run has left the Gateway's queue
     */
    RunEvents(Consumer<String> progress, Consumer<String> log, Runnable onStart) {
        this.progress = progress;
        this.log = log;
        this.onStart = onStart;
    }

    void accept(JsonNode payload) {
        lastEventNanos = System.nanoTime();
        if (payload.has("state")) {
            acceptChat(payload);
            return;
        }
        // Any event counts as the start, because the first may have been missed.
        if (started.compareAndSet(false, true)) {
            onStart.run();
        }
        JsonNode data = payload.path("data");
        switch (payload.path("stream").asText()) {
            case "lifecycle" -> acceptLifecycle(data);
            case "tool" -> {
                retrying = null;
                acceptTool(data);
            }
            case "run_status" -> acceptStatus(data);
            case "command_output" -> log(data.path("output").asText(""));
            // The model has answered.
            case "usage", "assistant" -> retrying = null;
            default -> {
                // The text while it grows, which is in the final answer.
            }
        }
    }

    private void acceptLifecycle(JsonNode data) {
        String phase = data.path("phase").asText();
        switch (phase) {
            case "start" -> log("the agent starts");
            case "model" -> {
                if (data.path("model").isTextual()) {
                    log(
                            "asks %s/%s"
                                    .formatted(
                                            data.path("provider").asText(),
                                            data.path("model").asText()));
                }
            }
            case "error" -> log("error: " + data.path("error").asText(""));
            case "end" -> log("the agent ends: " + data.path("stopReason").asText(""));
            default -> {
                // Other phases are not logged.
            }
        }
    }

    private void acceptTool(JsonNode data) {
        String name = data.path("name").asText();
        if (data.path("phase").asText().equals("start")) {
            progress.accept("uses " + name);
            log("tool %s %s".formatted(name, data.path("args")));
        } else if (data.path("isError").asBoolean(false)) {
            log("tool %s failed: %s".formatted(name, data.path("result").path("content")));
        }
    }

    private void acceptStatus(JsonNode data) {
        if (data.path("phase").asText().equals("retrying")) {
            retrying =
                    new ModelRetry(
                            data.path("reason").asText("unknown"),
                            Duration.ofMillis(Math.max(0, data.path("delayMs").asLong(0))));
            String message = data.path("message").asText("");
            progress.accept(message);
            log(message);
        }
    }

    private void acceptChat(JsonNode payload) {
        if (payload.path("state").asText().equals("error")) {
            JsonNode detail = payload.path("errorDetail");
            failureCode =
                    detail.path("failoverReason")
                            .asText(
                                    payload.path("errorKind")
                                            .asText(detail.path("errorKind").asText("")));
        }
    }

    private void log(String text) {
        String flat = text.strip();
        if (!flat.isEmpty()) {
            log.accept(Limits.cut(flat, MAX_LINE_CHARS));
        }
    }

    /**
     * OpenClaw's code for what failed: {@code rate_limit}, {@code auth}; empty where it gave none.
     */
    String failureCode() {
        return failureCode;
    }

    /** Present while OpenClaw waits before it asks the model again. */
    @Nullable ModelRetry retrying() {
        return retrying;
    }

    /** Since the last event of the run. */
    long silenceNanos() {
        return System.nanoTime() - lastEventNanos;
    }
}

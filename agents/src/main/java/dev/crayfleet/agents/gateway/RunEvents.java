package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.agents.openclaw.ModelRetry;
import dev.crayfleet.contract.Limits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a Gateway tells about one run while it goes on: progress for people, lines for
 * agent-output.log, and what failed, which the final answer does not say. Told by the connection's
 * thread, read by others.
 */
final class RunEvents {
    private static final int LONGEST_LINE = 2_000;

    private final Consumer<String> progress;
    private final Consumer<String> log;
    private final Runnable onStart;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile long lastHeard = System.nanoTime();
    private volatile String failure = "";
    private volatile @Nullable ModelRetry retrying;

    /**
     * @param progress told what may interest people
     * @param log told every line that is worth keeping
     * @param onStart told once, when the run has left the Gateway's queue
     */
    RunEvents(Consumer<String> progress, Consumer<String> log, Runnable onStart) {
        this.progress = progress;
        this.log = log;
        this.onStart = onStart;
    }

    void accept(JsonNode payload) {
        lastHeard = System.nanoTime();
        if (payload.has("state")) {
            chat(payload);
            return;
        }
        // Whatever it is: its first event may have been missed.
        if (started.compareAndSet(false, true)) {
            onStart.run();
        }
        JsonNode data = payload.path("data");
        switch (payload.path("stream").asText()) {
            case "lifecycle" -> lifecycle(data);
            case "tool" -> {
                retrying = null;
                tool(data);
            }
            case "run_status" -> status(data);
            case "command_output" -> line(data.path("output").asText(""));
            // The model has answered: it is not waited for any more.
            case "usage", "assistant" -> retrying = null;
            default -> {
                // The text as it grows: it is in the answer.
            }
        }
    }

    private void lifecycle(JsonNode data) {
        String phase = data.path("phase").asText();
        switch (phase) {
            case "start" -> line("the agent starts");
            case "model" -> {
                if (data.path("model").isTextual()) {
                    line(
                            "asks %s/%s"
                                    .formatted(
                                            data.path("provider").asText(),
                                            data.path("model").asText()));
                }
            }
            case "error" -> line("error: " + data.path("error").asText(""));
            case "end" -> line("the agent ends: " + data.path("stopReason").asText(""));
            default -> {
                // Of no interest to anybody.
            }
        }
    }

    private void tool(JsonNode data) {
        String name = data.path("name").asText();
        if (data.path("phase").asText().equals("start")) {
            progress.accept("uses " + name);
            line("tool %s %s".formatted(name, data.path("args")));
        } else if (data.path("isError").asBoolean(false)) {
            line("tool %s failed: %s".formatted(name, data.path("result").path("content")));
        }
    }

    private void status(JsonNode data) {
        if (data.path("phase").asText().equals("retrying")) {
            retrying =
                    new ModelRetry(
                            data.path("reason").asText("unknown"),
                            Duration.ofMillis(Math.max(0, data.path("delayMs").asLong(0))));
            String message = data.path("message").asText("");
            progress.accept(message);
            line(message);
        }
    }

    private void chat(JsonNode payload) {
        if (payload.path("state").asText().equals("error")) {
            JsonNode detail = payload.path("errorDetail");
            failure =
                    detail.path("failoverReason")
                            .asText(
                                    payload.path("errorKind")
                                            .asText(detail.path("errorKind").asText("")));
        }
    }

    private void line(String text) {
        String flat = text.strip();
        if (!flat.isEmpty()) {
            log.accept(Limits.cut(flat, LONGEST_LINE));
        }
    }

    /**
     * OpenClaw's word for what failed: {@code rate_limit}, {@code auth}; empty where it said none.
     */
    String failure() {
        return failure;
    }

    /** What it waits for before it asks the model again, if it does. */
    @Nullable ModelRetry retrying() {
        return retrying;
    }

    /** Nanoseconds since anything was heard of the run. */
    long silence() {
        return System.nanoTime() - lastHeard;
    }
}

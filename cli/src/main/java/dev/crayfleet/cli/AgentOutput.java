package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.TaskId;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a task's agent prints, as the dispatcher tells it while a person looks. Each answer begins
 * where the one before ended. For one thread; the questions have threads of their own, because a
 * runner may take 10 s to answer, and what happens to the task is told meanwhile.
 */
final class AgentOutput implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    /** Not a multiple of the interval, so that two people do not ask at the same time for ever. */
    private static final Duration INTERVAL_AFTER_FAILURE = Duration.ofMillis(2_700);

    private final Function<String, JsonNode> dispatcher;
    private final String path;
    private final HttpClient client;
    private @Nullable CompletableFuture<JsonNode> question;
    private boolean isDue = true;
    private long dueAt;
    private int attempt;
    private long seen = -1;
    private String told = "";

    AgentOutput(FleetHttp dispatcher, TaskId task) {
        this.client = FleetHttp.newClient();
        FleetHttp shared = dispatcher.over(client);
        this.dispatcher = shared::get;
        this.path = "/tasks/" + task + "/log";
    }

    /** Where the lines go. */
    interface Listener {
        /** A line that the agent has printed. */
        void printed(String line);

        /** Why nothing is shown, or not all: a sentence, once. */
        void remarked(String sentence);
    }

    /**
     * @param quiet whether lines are shown as they are, without a sign
     */
    static Listener to(Terminal out, boolean quiet) {
        return new Listener() {
            @Override
            public void printed(String line) {
                out.line(quiet ? line : LogLine.printed(line));
            }

            @Override
            public void remarked(String sentence) {
                out.progress(sentence);
            }
        };
    }

    /** Asks, and waits for the answer. */
    void ask(Listener listener) {
        question = CompletableFuture.supplyAsync(this::answer, Thread::startVirtualThread);
        take(question, listener);
    }

    /**
     * Tells what has come, and asks again when it is time.
     *
     * @param now of a monotonic clock
     */
    void follow(Listener listener, long now) {
        if (question == null) {
            if (isDue || now - dueAt >= 0) {
                question = CompletableFuture.supplyAsync(this::answer, Thread::startVirtualThread);
            }
        } else if (question.isDone()) {
            boolean isAnswered = take(question, listener);
            isDue = false;
            dueAt = now + (isAnswered ? INTERVAL : INTERVAL_AFTER_FAILURE).toNanos();
            question = null;
        }
    }

    private JsonNode answer() {
        return dispatcher.apply(
                seen < 0 ? path : "%s?attempt=%d&after=%d".formatted(path, attempt, seen));
    }

    /** Returns whether there was an answer. */
    private boolean take(CompletableFuture<JsonNode> asked, Listener listener) {
        try {
            show(asked.join(), listener);
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof IllegalArgumentException
                    || e.getCause() instanceof IllegalStateException) {
                remark(String.valueOf(e.getCause().getMessage()), listener);
                return false;
            }
            throw e;
        }
    }

    private void show(JsonNode answer, Listener listener) {
        if (answer.has("note")) {
            remark(answer.path("note").asText(), listener);
        }
        if (!answer.has("to")) {
            return;
        }
        long leftOut = answer.path("leftOut").asLong();
        if (leftOut > 0) {
            listener.printed("… %s left out".formatted(size(leftOut)));
        }
        answer.path("text").asText().lines().forEach(listener::printed);
        attempt = answer.path("attempt").asInt();
        seen = answer.path("to").asLong();
        told = "";
    }

    private static String size(long bytes) {
        return bytes < 1_000 ? bytes + " bytes" : "%,d kB".formatted(bytes / 1_000);
    }

    private void remark(String sentence, Listener listener) {
        if (!sentence.equals(told)) {
            told = sentence;
            listener.remarked(sentence);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

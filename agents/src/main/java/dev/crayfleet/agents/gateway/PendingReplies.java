package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Requests that wait for their answers, by their numbers. Safe for use by many threads. */
final class PendingReplies {
    private static final int MOST = 1_000;

    private final AtomicLong ids = new AtomicLong();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();

    /** Told each answer to one request, or why there is none. */
    interface Reply {
        /**
         * @return whether no further answer is expected
         */
        boolean take(JsonNode frame);

        void fail(GatewayException why);
    }

    /** What is answered once; the payload is handed on. */
    static Reply once(CompletableFuture<JsonNode> answer) {
        return new Reply() {
            @Override
            public boolean take(JsonNode frame) {
                if (frame.path("ok").asBoolean(false)) {
                    answer.complete(frame.path("payload"));
                } else {
                    fail(GatewayException.of(frame.path("error")));
                }
                return true;
            }

            @Override
            public void fail(GatewayException why) {
                answer.completeExceptionally(why);
            }
        };
    }

    /**
     * A run, which is answered when it is accepted and when it ends. Answers are handed on as they
     * are, and why there are none as one of our own making.
     */
    static Reply untilItEnds(Consumer<JsonNode> frames) {
        return new Reply() {
            @Override
            public boolean take(JsonNode frame) {
                frames.accept(frame);
                return !frame.path("payload").path("status").asText().equals("accepted");
            }

            @Override
            public void fail(GatewayException why) {
                ObjectNode frame = GatewayConnection.object().put("ok", false);
                frame.putObject("error").put("code", why.code()).put("message", why.getMessage());
                frames.accept(frame);
            }
        };
    }

    /**
     * @return its number
     */
    String add(Reply reply) {
        String id = Long.toString(ids.incrementAndGet());
        replies.put(id, reply);
        return id;
    }

    boolean tooMany() {
        return replies.size() > MOST;
    }

    void answered(JsonNode frame) {
        String id = frame.path("id").asText();
        Reply reply = replies.get(id);
        if (reply != null && reply.take(frame)) {
            replies.remove(id);
        }
    }

    /** Nobody waits for it any more. */
    void forget(String id) {
        replies.remove(id);
    }

    void fail(String id, String why) {
        Reply reply = replies.remove(id);
        if (reply != null) {
            reply.fail(GatewayException.closed(why));
        }
    }

    void failAll(String why) {
        replies.keySet().forEach(id -> fail(id, why));
    }
}

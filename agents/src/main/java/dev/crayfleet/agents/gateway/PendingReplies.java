package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The requests that wait for their answers, by id. Safe for use by many threads. */
final class PendingReplies {
    private static final int MAX_PENDING = 1_000;

    private final AtomicLong ids = new AtomicLong();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();

    /** Gets each answer to one request, or why there is none. */
    interface Reply {
        /**
         * @return whether no further answer is expected
         */
        boolean accept(JsonNode frame);

        void fail(OpenClawGatewayException failure);
    }

    /** Of a request that is answered once; the payload is passed on. */
    static Reply once(CompletableFuture<JsonNode> answer) {
        return new Reply() {
            @Override
            public boolean accept(JsonNode frame) {
                if (frame.path("ok").asBoolean(false)) {
                    answer.complete(frame.path("payload"));
                } else {
                    fail(OpenClawGatewayException.of(frame.path("error")));
                }
                return true;
            }

            @Override
            public void fail(OpenClawGatewayException failure) {
                answer.completeExceptionally(failure);
            }
        };
    }

    /**
     * Of a run, which is answered when it is accepted and when it ends. Answers are passed on as
     * they are; where there is none, a frame with an error is made.
     */
    static Reply untilFinal(Consumer<JsonNode> frames) {
        return new Reply() {
            @Override
            public boolean accept(JsonNode frame) {
                frames.accept(frame);
                return !frame.path("payload").path("status").asText().equals("accepted");
            }

            @Override
            public void fail(OpenClawGatewayException failure) {
                ObjectNode frame = OpenClawGatewayConnection.object().put("ok", false);
                frame.putObject("error")
                        .put("code", failure.code())
                        .put("message", failure.getMessage());
                frames.accept(frame);
            }
        };
    }

    /**
     * @return the id of the request
     */
    String add(Reply reply) {
        String id = Long.toString(ids.incrementAndGet());
        replies.put(id, reply);
        return id;
    }

    boolean isFull() {
        return replies.size() > MAX_PENDING;
    }

    void complete(JsonNode frame) {
        String id = frame.path("id").asText();
        Reply reply = replies.get(id);
        if (reply != null && reply.accept(frame)) {
            replies.remove(id);
        }
    }

    /** Removes a request whose answer nobody waits for any more. */
    void forget(String id) {
        replies.remove(id);
    }

    void fail(String id, String reason) {
        Reply reply = replies.remove(id);
        if (reply != null) {
            reply.fail(OpenClawGatewayException.closed(reason));
        }
    }

    void failAll(String reason) {
        replies.keySet().forEach(id -> fail(id, reason));
    }
}

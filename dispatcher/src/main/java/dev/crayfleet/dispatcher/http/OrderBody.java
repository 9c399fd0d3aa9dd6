package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Requester;
import io.micronaut.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of an order for the fleet, a pool or a runner: JSON or nothing.
 *
 * @param id of the order; made up if absent. The same id again is the same order
 * @param reason for people
 * @param requester as in {@link CommandBody}
 */
record OrderBody(@Nullable String id, @Nullable String reason, @Nullable String requester) {
    private static final Codec CODEC = new Codec();

    /**
     * @throws IllegalArgumentException with a sentence for people, if it is no such body
     */
    static OrderBody of(HttpRequest<byte[]> request) {
        byte[] given = request.getBody().orElse(new byte[0]);
        return CODEC.decodeRequest(
                given.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : given, OrderBody.class);
    }

    /**
     * @param by who orders it
     * @throws IllegalArgumentException with a sentence for people, if the id is none
     */
    Order toOrder(Requester by, Instant at) {
        return new Order(id == null ? UUID.randomUUID().toString() : id, by, reason, at);
    }
}

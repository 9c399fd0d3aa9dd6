package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An event for gateway sessions.
 *
 * @param name as Discord calls it: {@code MESSAGE_CREATE}
 * @param intent what a session must have asked for; {@link Intents#NONE} reaches all
 * @param recipient the one account that receives it; null means all
 * @param data what a viewer receives
 */
record GatewayEvent(
        String name, long intent, @Nullable Long recipient, Function<Viewer, JsonNode> data) {

    static GatewayEvent toAll(String name, long intent, JsonNode data) {
        return new GatewayEvent(name, intent, null, viewer -> data);
    }

    static GatewayEvent toOne(long accountId, String name, JsonNode data) {
        return new GatewayEvent(name, Intents.NONE, accountId, viewer -> data);
    }
}

package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something the sessions hear of.
 *
 * @param intent what a session must have asked for; {@link Intents#NONE} reaches all
 * @param only the one account that hears of it; null means everybody
 */
record GatewayEvent(
        String name, long intent, @Nullable Long only, Function<Viewer, JsonNode> data) {

    static GatewayEvent toAll(String name, long intent, JsonNode data) {
        return new GatewayEvent(name, intent, null, viewer -> data);
    }

    static GatewayEvent toOne(long account, String name, JsonNode data) {
        return new GatewayEvent(name, Intents.NONE, account, viewer -> data);
    }
}

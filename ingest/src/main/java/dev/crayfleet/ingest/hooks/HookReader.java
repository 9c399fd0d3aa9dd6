package dev.crayfleet.ingest.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a hook as OpenClaw reads it: texts are stripped, what it does not know and most
 * of what it does not understand is left out, and what it refuses is refused in its words. Safe for
 * many threads.
 */
final class HookReader {
    /** Of a body, in bytes. */
    static final int MAX_BYTES = 256 * 1024;

    private static final String DEFAULT_NAME = "Hook";

    /** A longer key is none. */
    private static final int MAX_KEY_CHARS = 256;

    private static final String DISCORD = "discord";
    private static final String LAST = "last";
    private static final Pattern SNOWFLAKE = Pattern.compile("[1-9][0-9]{15,19}");
    private static final Pattern TO_CHANNEL = Pattern.compile("(?:channel:)?([1-9][0-9]{15,19})");

    private final ObjectMapper json = new ObjectMapper();

    /** What became of reading. */
    sealed interface Reading {
        record Understood(HookRequest request) implements Reading {}

        /**
         * @param error for its sender, in OpenClaw's words where OpenClaw refuses it, too
         */
        record Refused(String error) implements Reading {}
    }

    private static final class HookException extends Exception {
        private static final long serialVersionUID = 1L;

        HookException(String error) {
            super(error);
        }
    }

    /** Where a result goes. */
    private record Delivery(boolean deliver, @Nullable String channelId) {
        static final Delivery USUAL = new Delivery(true, null);
        static final Delivery NONE = new Delivery(false, null);
    }

    /**
     * Never throws.
     *
     * @param body at most {@link #MAX_BYTES}
     * @param keys the headers that may hold the key, the first one that does counting
     */
    Reading read(byte[] body, List<String> keys) {
        try {
            return new Reading.Understood(request(tree(body), keys));
        } catch (HookException e) {
            return new Reading.Refused(String.valueOf(e.getMessage()));
        }
    }

    private HookRequest request(JsonNode body, List<String> keys) throws HookException {
        JsonNode waits = body.path("waitForCompletion");
        if (!waits.isMissingNode() && !waits.isBoolean()) {
            throw new HookException("waitForCompletion must be boolean");
        }
        String message = message(body);
        String agent = optional(body, "agentId");
        if (agent == null && body.has("agentId")) {
            throw new HookException("agentId must be a non-empty string");
        }
        checkSession(body);
        Delivery delivery = delivery(body);
        String model = optional(body, "model");
        if (model == null && body.has("model")) {
            throw new HookException("model required");
        }
        String name = optional(body, "name");
        return new HookRequest(
                message,
                name == null ? DEFAULT_NAME : name,
                agent,
                delivery.deliver(),
                delivery.channelId(),
                model,
                thinking(optional(body, "thinking")),
                timeout(body.path("timeoutSeconds")),
                Stream.concat(keys.stream(), Stream.ofNullable(optional(body, "idempotencyKey")))
                        .map(String::strip)
                        .filter(key -> !key.isEmpty() && key.length() <= MAX_KEY_CHARS)
                        .findFirst()
                        .orElse(null),
                waits.asBoolean());
    }

    /** What is no object has no fields, and nothing is an object without any. */
    private JsonNode tree(byte[] body) throws HookException {
        try {
            JsonNode tree = json.readTree(Texts.decode(body));
            return tree.isMissingNode() || !tree.isObject() ? json.createObjectNode() : tree;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new HookException("invalid JSON");
        }
    }

    private static String message(JsonNode body) throws HookException {
        String given = optional(body, "message");
        String message;
        try {
            message = Texts.checked(given == null ? "" : given).strip();
        } catch (IllegalArgumentException e) {
            throw new HookException("message cannot be read: " + e.getMessage());
        }
        if (Texts.isInvisible(message)) {
            throw new HookException("message required");
        }
        return message;
    }

    /** Each run has a session of its own here, as it has there unless somebody sets it up. */
    private static void checkSession(JsonNode body) throws HookException {
        JsonNode mode = body.path("sessionMode");
        boolean isPersistent = mode.asText().equals("persistent");
        if (!mode.isMissingNode()
                && !(mode.isTextual() && (isPersistent || mode.asText().equals("isolated")))) {
            throw new HookException("sessionMode must be isolated or persistent");
        }
        if (optional(body, "sessionKey") != null) {
            throw new HookException(
                    "sessionKey is disabled for externally supplied hook payload values; each run has a session of its own here");
        }
        if (isPersistent) {
            throw new HookException("sessionKey is required when sessionMode is persistent");
        }
    }

    private static Delivery delivery(JsonNode body) throws HookException {
        JsonNode deliver = body.path("deliver");
        if (deliver.isBoolean() && !deliver.booleanValue()) {
            return Delivery.NONE;
        }
        String channel = optional(body, "channel");
        // A channel's own id is enough here: this is where people know the fleet from.
        if (channel != null && isSnowflake(SNOWFLAKE, channel)) {
            return new Delivery(true, channel);
        }
        String named = channel == null ? null : channel.toLowerCase(Locale.ROOT);
        if (body.has("channel") && !DISCORD.equals(named) && !LAST.equals(named)) {
            throw new HookException("channel must be last|discord, or the id of a Discord channel");
        }
        if (!body.has("channel") && !body.has("to") && !body.has("accountId")) {
            return Delivery.USUAL;
        }
        return new Delivery(true, destination(body, named));
    }

    private static String destination(JsonNode body, @Nullable String channel)
            throws HookException {
        String to = optional(body, "to");
        if (body.has("to") && to == null) {
            throw new HookException("to must be a non-empty string for hook delivery");
        }
        boolean hasAccount = body.has("accountId");
        if (hasAccount && optional(body, "accountId") == null) {
            throw new HookException("accountId must be a non-empty string for hook delivery");
        }
        if (hasAccount && (channel == null || to == null)) {
            throw new HookException("accountId requires channel and to for hook delivery");
        }
        if (channel == null || to == null) {
            throw new HookException("channel and to must be set together for hook delivery");
        }
        if (channel.equals(LAST)) {
            throw new HookException("channel must name a concrete channel for hook delivery");
        }
        if (!isSnowflake(TO_CHANNEL, to)) {
            throw new HookException(
                    "to must be the id of a Discord channel here, as channel:ID or ID; results are not sent to people");
        }
        return to.substring(to.indexOf(':') + 1);
    }

    /** Beyond 64 bits there is no such id. */
    private static boolean isSnowflake(Pattern pattern, String text) {
        if (!pattern.matcher(text).matches()) {
            return false;
        }
        try {
            return Long.parseUnsignedLong(text.substring(text.indexOf(':') + 1)) != 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static @Nullable Thinking thinking(@Nullable String word) {
        try {
            return word == null ? null : Thinking.of(word);
        } catch (IllegalArgumentException e) {
            // There, too, the run then goes on with the agent's own.
            return null;
        }
    }

    /** Whole seconds; what is more than a task may take is the most that it may. */
    private static @Nullable Duration timeout(JsonNode seconds) {
        double value = seconds.isNumber() ? seconds.doubleValue() : 0;
        if (!(value >= Limits.MIN_TIMEOUT.toSeconds()) || Double.isInfinite(value)) {
            return null;
        }
        return Duration.ofSeconds((long) Math.min(value, Limits.MAX_TIMEOUT.toSeconds()));
    }

    /** The stripped text of a field; absent where it is none, or empty. */
    private static @Nullable String optional(JsonNode body, String field) {
        JsonNode node = body.path(field);
        String text = node.isTextual() ? Objects.requireNonNull(node.textValue()).strip() : "";
        return text.isEmpty() ? null : text;
    }
}

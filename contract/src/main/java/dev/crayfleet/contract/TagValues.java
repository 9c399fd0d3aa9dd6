package dev.crayfleet.contract;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of inline tags as pool and options. Each method throws an IllegalArgumentException
 * with a sentence that names the tag and what is allowed.
 *
 * @param tags by their key
 */
record TagValues(Map<String, String> tags) {
    Pool pool() {
        String agent = tags.get("agent");
        if (agent == null) {
            return Pool.DEFAULT;
        }
        try {
            return new Pool(agent);
        } catch (IllegalArgumentException e) {
            throw refusal("agent", agent, "a name of at most 64 letters, digits, '.', '_' and '-'");
        }
    }

    /** The capability that the agent is to have; absent where the agent is named, or none is. */
    @Nullable String needs() {
        String needs = tags.get("needs");
        if (needs == null) {
            return null;
        }
        if (tags.containsKey("agent")) {
            throw new IllegalArgumentException(
                    "[agent:…] and [needs:…] are both given. Keep one of them: the agent, or what it can do.");
        }
        try {
            return InlineTags.needs(needs);
        } catch (IllegalArgumentException e) {
            throw refusal(
                    "needs", needs, "a capability of at most 64 letters, digits, '.', '_' and '-'");
        }
    }

    TaskOptions options() {
        String model = tags.get("model");
        if (model != null && !InlineTags.isModel(model)) {
            throw refusal("model", model, "an alias such as cheap, or provider/model");
        }
        String timeout = tags.get("timeout");
        return new TaskOptions(
                model,
                thinking(tags.get("thinking")),
                timeout == null ? null : timeout(timeout),
                retries(tags.get("retries")),
                priority(tags.get("priority")));
    }

    private static @Nullable Thinking thinking(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return Thinking.of(value);
        } catch (IllegalArgumentException e) {
            throw refusal("thinking", value, Thinking.words());
        }
    }

    private static @Nullable Integer retries(@Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!value.matches("\\d{1,2}") || Integer.parseInt(value) > Limits.MAX_RETRIES) {
            throw refusal("retries", value, "0 to " + Limits.MAX_RETRIES);
        }
        return Integer.valueOf(value);
    }

    private static @Nullable Priority priority(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return Priority.of(value);
        } catch (IllegalArgumentException e) {
            throw refusal("priority", value, "high, normal, low");
        }
    }

    private static Duration timeout(String value) {
        try {
            return InlineTags.duration(value);
        } catch (IllegalArgumentException e) {
            throw refusal("timeout", value, "1s to 24h, written 90s, 10m, 2h, or as seconds");
        }
    }

    private static IllegalArgumentException refusal(String key, String value, String allowed) {
        return new IllegalArgumentException(
                value.isEmpty()
                        ? "[%s:] says nothing. Allowed: %s.".formatted(key, allowed)
                        : "[%s:%s] is not understood. Allowed: %s."
                                .formatted(key, InlineTags.shown(value), allowed));
    }
}

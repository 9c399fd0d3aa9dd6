package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as a route handles it.
 *
 * @param parameters of the path, by name
 * @param query parameters, by name
 * @param caller who asks; null without a valid token, which only some routes allow
 * @param hasContentIntent whether bots may read messages that do not concern them
 */
record RoutedRequest(
        Map<String, String> parameters,
        Map<String, String> query,
        RequestBody body,
        @Nullable Account caller,
        boolean hasContentIntent) {

    RoutedRequest {
        parameters = Map.copyOf(parameters);
        query = Map.copyOf(query);
    }

    JsonNode json() {
        return body.json();
    }

    List<Upload> uploads() {
        return body.uploads();
    }

    /**
     * @throws ApiError if the body is no valid message
     */
    MessageForm messageForm() {
        return new MessageForm(body.json(), body.uploads());
    }

    /**
     * @throws ApiError if the request has no valid token
     */
    Account account() {
        if (caller == null) {
            throw ApiError.unauthorized();
        }
        return caller;
    }

    Viewer viewer() {
        return caller == null
                ? Viewer.ANONYMOUS
                : new Viewer(caller.id(), !caller.bot() || hasContentIntent);
    }

    /** A parameter of the path that is a snowflake. */
    long id(String name) {
        return snowflake(name, text(name));
    }

    /** A parameter of the path. */
    String text(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("The route's path has no " + name);
        }
        return value;
    }

    boolean hasParameter(String name) {
        return parameters.containsKey(name);
    }

    @Nullable Long queryId(String name) {
        String value = query.get(name);
        return value == null ? null : snowflake(name, value);
    }

    /**
     * The query parameter {@code limit}.
     *
     * @throws ApiError if it is not 1 to {@code max}
     */
    int limit(int defaultLimit, int max) {
        String text = query.get("limit");
        if (text == null) {
            return defaultLimit;
        }
        int limit = integer("limit", text);
        if (limit < 1) {
            throw ApiError.form(
                    "limit", "NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.");
        }
        if (limit > max) {
            throw ApiError.form(
                    "limit",
                    "NUMBER_TYPE_MAX",
                    "int value should be less than or equal to " + max + ".");
        }
        return limit;
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(query.getOrDefault(name, "false"));
    }

    private static int integer(String field, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ApiError.form(field, "NUMBER_TYPE_COERCE", "Value \"" + text + "\" is not int.");
        }
    }

    /**
     * @throws ApiError that names the field if the text is no snowflake
     */
    static long snowflake(String field, String text) {
        try {
            long id = Long.parseLong(text);
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // Refused below, as a negative number is.
        }
        throw ApiError.form(
                field, "NUMBER_TYPE_COERCE", "Value \"" + text + "\" is not snowflake.");
    }
}

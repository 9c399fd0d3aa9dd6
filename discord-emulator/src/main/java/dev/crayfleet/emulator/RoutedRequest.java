package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request, read and matched to its route.
 *
 * @param caller null if it did not say who it is; only webhooks and a few others may
 * @param authorized whether it sent something to say who it is
 */
record RoutedRequest(
        String method,
        String template,
        Map<String, String> path,
        Map<String, String> query,
        JsonNode body,
        List<Upload> uploads,
        @Nullable Account caller,
        boolean contentIntent) {

    RoutedRequest {
        path = Map.copyOf(path);
        query = Map.copyOf(query);
        uploads = List.copyOf(uploads);
    }

    Account account() {
        if (caller == null) {
            throw ApiError.unauthorized();
        }
        return caller;
    }

    Viewer viewer() {
        return caller == null
                ? new Viewer(0, true)
                : new Viewer(caller.id(), !caller.bot() || contentIntent);
    }

    long id(String name) {
        return snowflake(name, text(name));
    }

    String text(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException(template + " has no " + name);
        }
        return value;
    }

    @Nullable Long queryId(String name) {
        String value = query.get(name);
        return value == null ? null : snowflake(name, value);
    }

    /** A number in the query, refused outside of 1 to {@code max}. */
    int limit(int otherwise, int max) {
        String text = query.get("limit");
        if (text == null) {
            return otherwise;
        }
        int limit = number(text);
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

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ApiError.form(
                    "limit", "NUMBER_TYPE_COERCE", "Value \"" + text + "\" is not int.");
        }
    }

    static long snowflake(String field, String text) {
        try {
            long id = Long.parseLong(text);
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same answer as a negative one.
        }
        throw ApiError.form(
                field, "NUMBER_TYPE_COERCE", "Value \"" + text + "\" is not snowflake.");
    }
}

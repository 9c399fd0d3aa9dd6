package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A method and a path with named gaps, and what to do there.
 *
 * @param open whether it may be used without saying who one is: its path holds a token
 */
record Route(String method, String template, boolean open, Action action) {

    /** Runs with the world's lock held. */
    interface Action {
        Answer run(RoutedRequest call);
    }

    /**
     * @param body null for an empty one
     */
    record Answer(int status, @Nullable JsonNode body) {
        static final Answer NOTHING = new Answer(204, null);

        static Answer of(JsonNode body) {
            return new Answer(200, body);
        }
    }

    static Route of(String methodAndTemplate, Action action) {
        int space = methodAndTemplate.indexOf(' ');
        return new Route(
                methodAndTemplate.substring(0, space),
                methodAndTemplate.substring(space + 1),
                false,
                action);
    }

    static Route open(String methodAndTemplate, Action action) {
        Route route = of(methodAndTemplate, action);
        return new Route(route.method, route.template, true, route.action);
    }

    String name() {
        return method + " " + template;
    }

    /** The values of the gaps, if the path is one of this route's, whatever the method. */
    Optional<Map<String, String>> match(List<String> path) {
        String[] parts = template.substring(1).split("/", -1);
        if (parts.length != path.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (part.startsWith("{")) {
                values.put(part.substring(1, part.length() - 1), path.get(i));
            } else if (!part.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }
}

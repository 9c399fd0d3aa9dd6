package dev.crayfleet.emulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A method and a path with parameters, and what handles it.
 *
 * @param template the path as Discord's documentation writes it: {@code /channels/{channel_id}}
 * @param requiresLogin false if the path holds a token, or everybody may ask
 */
record Route(String method, String template, boolean requiresLogin, Handler handler) {

    /** Runs with the state's lock held. */
    interface Handler {
        /**
         * @throws ApiError if the request is refused
         */
        ApiResponse handle(RoutedRequest request);
    }

    static Route of(String methodAndTemplate, Handler handler) {
        return of(methodAndTemplate, true, handler);
    }

    static Route withoutLogin(String methodAndTemplate, Handler handler) {
        return of(methodAndTemplate, false, handler);
    }

    private static Route of(String methodAndTemplate, boolean requiresLogin, Handler handler) {
        String[] parts = methodAndTemplate.split(" ", 2);
        return new Route(parts[0], parts[1], requiresLogin, handler);
    }

    String name() {
        return method + " " + template;
    }

    /** The values of the path's parameters if the path fits this route, whatever the method. */
    Optional<Map<String, String>> match(List<String> path) {
        String[] parts = template.substring(1).split("/", -1);
        if (parts.length != path.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (part.startsWith("{")) {
                parameters.put(part.substring(1, part.length() - 1), path.get(i));
            } else if (!part.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }
}

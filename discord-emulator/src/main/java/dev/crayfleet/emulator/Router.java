package dev.crayfleet.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.util.URIUtil;

/** Finds the route of a request. */
final class Router {
    private final List<Route> routes;

    Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /**
     * @param parameters of the path, decoded, by name
     */
    record Match(Route route, Map<String, String> parameters) {
        Match {
            parameters = Map.copyOf(parameters);
        }
    }

    /**
     * @param path still encoded, with its first slash
     * @throws ApiError if there is no such path, or not with this method
     */
    Match match(String method, String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.substring(1).split("/", -1)) {
            parts.add(URIUtil.decodePath(part));
        }
        boolean isKnownPath = false;
        for (Route route : routes) {
            Optional<Map<String, String>> parameters = route.match(parts);
            if (parameters.isPresent() && route.method().equals(method)) {
                return new Match(route, parameters.get());
            }
            isKnownPath |= parameters.isPresent();
        }
        throw isKnownPath ? ApiError.wrongMethod() : ApiError.notFound();
    }
}

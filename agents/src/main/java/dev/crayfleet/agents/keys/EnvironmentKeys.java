package dev.crayfleet.agents.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How programs come to the keys of models that have them from their environment.
 *
 * @param proxy absent where programs are given the keys themselves; not closed with this
 * @param inherited the runner's own environment
 * @param hidden takes keys of other programs out of an environment
 */
public record EnvironmentKeys(
        @Nullable ModelProxy proxy,
        Map<String, String> inherited,
        Consumer<Map<String, String>> hidden) {
    public static final EnvironmentKeys DIRECT =
            new EnvironmentKeys(null, Map.of(), environment -> {});

    private static final int REQUESTS_PER_RUN = 16;

    public EnvironmentKeys {
        inherited = Map.copyOf(inherited);
    }

    /** One attempt's. */
    public record Access(@Nullable ProxyGrant grant) implements AutoCloseable {
        /** What was asked until now; absent where nobody counts. */
        public @Nullable ProxyUsage usage() {
            return grant == null ? null : grant.usage();
        }

        /** The token is dead. May be called again. */
        @Override
        public void close() {
            if (grant != null) {
                grant.close();
            }
        }
    }

    /**
     * @param owner for messages: the attempt
     * @param environment of a program, in which a token takes the place of keys
     * @throws IllegalArgumentException with a sentence for people, if a key or an address cannot be
     *     used
     */
    public Access open(String owner, Map<String, String> environment) {
        if (proxy == null) {
            return new Access(null);
        }
        List<ProxyRoute> routes = new ArrayList<>();
        for (ModelKeyVariable each : ModelKeyVariable.values()) {
            each.route(environment, inherited).ifPresent(routes::add);
        }
        Map<String, String> before = Map.copyOf(environment);
        hidden.accept(environment);
        // Last, because what fails before it leaves no token behind.
        ProxyGrant grant = proxy.open(owner, REQUESTS_PER_RUN);
        grant.route(routes);
        for (ModelKeyVariable each : ModelKeyVariable.values()) {
            if (routes.stream().anyMatch(route -> route.name().equals(each.routeName()))) {
                each.replace(before, environment, grant);
            }
        }
        AgentProxyVariables.exceptLoopback(environment);
        return new Access(grant);
    }

    /** Without the environment, which has secrets in it. */
    @Override
    public String toString() {
        return "EnvironmentKeys[%s]".formatted(proxy == null ? "direct" : "proxy");
    }
}

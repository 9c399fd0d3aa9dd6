package dev.crayfleet.cli;

import dev.crayfleet.fleet.Fleet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One environment may have the settings of all agents of a machine, and each of its runners serve
 * some: what is said of the others is left out for a runner, which would refuse it.
 */
final class AgentSettingsFilter {
    private static final String PREFIX = "crayfleet.runner.";
    private static final String PORT = PREFIX + "gateway-port";
    private static final String PORTS = PREFIX + "agent-gateway-ports";
    private static final int PORT_DISTANCE = 20;

    private static final List<String> BY_AGENT =
            List.of(
                    PREFIX + "executors",
                    PREFIX + "modes",
                    PREFIX + "agent-gateways",
                    PREFIX + "agent-gateway-token-files",
                    PORTS);

    private AgentSettingsFilter() {}

    /**
     * @param served as runners understand it, {@code manager=1,auditor=2}
     * @param known settings by their names; null where one is not set
     */
    static Map<String, String> of(
            Fleet fleet, String served, Function<String, @Nullable String> known) {
        List<String> names =
                ServedAgents.words(served).stream().map(AgentSettingsFilter::name).toList();
        Map<String, String> settings = new HashMap<>();
        for (String each : BY_AGENT) {
            String text = known.apply(each);
            if (text != null && !text.isBlank()) {
                settings.put(
                        each,
                        ServedAgents.words(text).stream()
                                .filter(part ->
                                        names.contains(name(part))
                                                || !fleet.agents().containsKey(name(part)))
                                .collect(Collectors.joining(",")));
            }
        }
        keepPortsApart(fleet, names, known.apply(PORT), settings);
        return settings;
    }

    /** The same ports, whichever of the agents a runner serves. */
    private static void keepPortsApart(
            Fleet fleet, List<String> names, @Nullable String port, Map<String, String> settings) {
        if (port == null || !port.strip().matches("[1-9]\\d{0,4}")) {
            return;
        }
        List<String> all = fleet.agents().keySet().stream().sorted().toList();
        List<String> ports = new ArrayList<>(ServedAgents.words(settings.getOrDefault(PORTS, "")));
        List<String> given = ports.stream().map(AgentSettingsFilter::name).toList();
        for (String each : names) {
            if (!given.contains(each) && all.contains(each)) {
                ports.add(
                        each
                                + "="
                                + (Integer.parseInt(port.strip())
                                        + PORT_DISTANCE * (all.indexOf(each) + 1)));
            }
        }
        settings.put(PORTS, String.join(",", ports));
    }

    private static String name(String part) {
        return part.split("=", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}

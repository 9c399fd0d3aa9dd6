package dev.crayfleet.runner.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.runner.executor.Stop;
import dev.crayfleet.runner.openclaw.OpenClawConfigs;
import java.time.Duration;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether the agent of a session is held as {@code mode=restricted} promises. A Gateway that runs
 * already has a configuration of its own: so it is asked, not believed.
 */
final class RestrictedTools {
    private static final Duration CALL = Duration.ofSeconds(20);
    private static final int MOST_NAMED = 10;

    private RestrictedTools() {}

    /**
     * @throws GatewayException if it has tools besides those for files and the web, or nobody says
     */
    static void check(GatewayConnection connection, String key, Stop stop)
            throws GatewayException, InterruptedException {
        JsonNode answer =
                connection.call(
                        "tools.effective",
                        GatewayConnection.object().put("sessionKey", key),
                        CALL,
                        stop);
        JsonNode groups = answer.path("groups");
        if (!groups.isArray()) {
            throw GatewayException.unsafe(
                    "with mode=restricted it has to say what tools an agent has, and this one does not");
        }
        TreeSet<String> excess = new TreeSet<>();
        for (JsonNode group : groups) {
            for (JsonNode tool : group.path("tools")) {
                String id = tool.path("id").asText();
                if (!OpenClawConfigs.harmless(id)) {
                    excess.add(id);
                }
            }
        }
        if (!excess.isEmpty()) {
            throw GatewayException.unsafe(
                    "with mode=restricted an agent has tools for files and the web only; here it would have %s as well. Set tools.allow to [\"group:fs\", \"group:web\"] in that gateway's openclaw.json, or leave crayfleet.runner.gateway-url out, for one of the runner's own"
                            .formatted(
                                    excess.stream()
                                            .limit(MOST_NAMED)
                                            .collect(Collectors.joining(", "))));
        }
    }
}

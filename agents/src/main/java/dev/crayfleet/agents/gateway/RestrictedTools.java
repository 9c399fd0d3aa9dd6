package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.agents.openclaw.OpenClawConfigs;
import dev.crayfleet.agents.process.CancellationToken;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether the agent of a session is held as {@code mode=restricted} promises. A Gateway that runs
 * already has a configuration of its own: so it is asked, not believed.
 */
final class RestrictedTools {
    private static final Duration CALL = Duration.ofSeconds(20);
    private static final int MOST_NAMED = 10;
    private static final Pattern ODD = Pattern.compile("[^a-z0-9]");

    /** What to do about it. */
    private static final String ADVICE =
            "In that gateway's openclaw.json set tools.allow to [\"group:fs\", \"group:web\"] and tools.fs.workspaceOnly to true, or leave crayfleet.runner.gateway-url out, for one of the runner's own";

    private RestrictedTools() {}

    /**
     * @param key of the session
     * @param agent whose session it is
     * @throws GatewayException if it has tools besides those for files and the web, or files
     *     besides those of its workspace, or nobody says
     */
    static void check(
            GatewayConnection connection, String key, String agent, CancellationToken stop)
            throws GatewayException, InterruptedException {
        tools(connection, key, stop);
        files(
                connection
                        .call("config.get", GatewayConnection.object(), CALL, stop)
                        .path("config"),
                agent);
    }

    /** The id of a tool does not say how far it reaches. */
    private static void files(JsonNode config, String agent) throws GatewayException {
        if (!config.at("/tools/fs/workspaceOnly").asBoolean(false)) {
            throw GatewayException.unsafe(
                    "with mode=restricted an agent has the files of its workspace only; here it would have all others as well, because tools.fs.workspaceOnly is not true. "
                            + ADVICE);
        }
        JsonNode agents = config.path("agents");
        Stream<JsonNode> own =
                Stream.concat(
                        agents.path("entries").properties().stream()
                                .filter(entry -> same(entry.getKey(), agent))
                                .map(Map.Entry::getValue),
                        agents.path("list")
                                .valueStream()
                                .filter(entry -> same(entry.path("id").asText(), agent)));
        if (own.anyMatch(entry -> !entry.at("/tools/fs/workspaceOnly").asBoolean(true))) {
            throw GatewayException.unsafe(
                    "with mode=restricted an agent has the files of its workspace only; here the agent %s would have all others as well, because tools.fs.workspaceOnly is not true for it. Change that in agents of that gateway's openclaw.json, or leave crayfleet.runner.gateway-url out, for one of the runner's own"
                            .formatted(agent));
        }
    }

    /** At least where OpenClaw finds them the same. */
    private static boolean same(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String id) {
        return ODD.matcher(id.toLowerCase(Locale.ROOT)).replaceAll("");
    }

    private static void tools(GatewayConnection connection, String key, CancellationToken stop)
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
                    "with mode=restricted an agent has tools for files and the web only; here it would have %s as well. %s"
                            .formatted(
                                    excess.stream()
                                            .limit(MOST_NAMED)
                                            .collect(Collectors.joining(", ")),
                                    ADVICE));
        }
    }
}

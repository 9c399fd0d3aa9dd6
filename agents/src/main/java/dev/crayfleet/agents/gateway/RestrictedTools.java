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
 * Checks that the agent of a session is restricted as {@code mode=restricted} promises. An attached
 * Gateway has a configuration of its own, which may allow more.
 */
final class RestrictedTools {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_NAMED = 10;
    private static final Pattern NOT_ALPHANUMERIC = Pattern.compile("[^a-z0-9]");

    /** How to change it, for people. */
    private static final String ADVICE =
            "In that gateway's openclaw.json set tools.allow to [\"group:fs\", \"group:web\"] and tools.fs.workspaceOnly to true, or leave crayfleet.runner.gateway-url out, for one of the runner's own";

    private RestrictedTools() {}

    /**
     * @param sessionKey whose agent is checked
     * @param agent the name of that agent
     * @throws OpenClawGatewayException if it has tools besides those for files and the web, or
     *     files besides those of its workspace, or the Gateway does not tell
     */
    static void check(
            OpenClawGatewayConnection connection,
            String sessionKey,
            String agent,
            CancellationToken cancellation)
            throws OpenClawGatewayException, InterruptedException {
        checkTools(connection, sessionKey, cancellation);
        checkFiles(
                connection
                        .call(
                                "config.get",
                                OpenClawGatewayConnection.object(),
                                CALL_TIMEOUT,
                                cancellation)
                        .path("config"),
                agent);
    }

    /** The tools for files may reach beyond the workspace, which their ids do not tell. */
    private static void checkFiles(JsonNode config, String agent) throws OpenClawGatewayException {
        if (!config.at("/tools/fs/workspaceOnly").asBoolean(false)) {
            throw OpenClawGatewayException.unsafe(
                    "with mode=restricted an agent has the files of its workspace only; here it would have all others as well, because tools.fs.workspaceOnly is not true. "
                            + ADVICE);
        }
        JsonNode agents = config.path("agents");
        Stream<JsonNode> entries =
                Stream.concat(
                        agents.path("entries").properties().stream()
                                .filter(entry -> isSame(entry.getKey(), agent))
                                .map(Map.Entry::getValue),
                        agents.path("list")
                                .valueStream()
                                .filter(entry -> isSame(entry.path("id").asText(), agent)));
        if (entries.anyMatch(entry -> !entry.at("/tools/fs/workspaceOnly").asBoolean(true))) {
            throw OpenClawGatewayException.unsafe(
                    "with mode=restricted an agent has the files of its workspace only; here the agent %s would have all others as well, because tools.fs.workspaceOnly is not true for it. Change that in agents of that gateway's openclaw.json, or leave crayfleet.runner.gateway-url out, for one of the runner's own"
                            .formatted(agent));
        }
    }

    /** Whether two names may mean the same agent to OpenClaw. */
    private static boolean isSame(String one, String other) {
        return normalized(one).equals(normalized(other));
    }

    private static String normalized(String id) {
        return NOT_ALPHANUMERIC.matcher(id.toLowerCase(Locale.ROOT)).replaceAll("");
    }

    private static void checkTools(
            OpenClawGatewayConnection connection, String sessionKey, CancellationToken cancellation)
            throws OpenClawGatewayException, InterruptedException {
        JsonNode answer =
                connection.call(
                        "tools.effective",
                        OpenClawGatewayConnection.object().put("sessionKey", sessionKey),
                        CALL_TIMEOUT,
                        cancellation);
        JsonNode groups = answer.path("groups");
        if (!groups.isArray()) {
            throw OpenClawGatewayException.unsafe(
                    "with mode=restricted it has to say what tools an agent has, and this one does not");
        }
        TreeSet<String> excess = new TreeSet<>();
        for (JsonNode group : groups) {
            for (JsonNode tool : group.path("tools")) {
                String id = tool.path("id").asText();
                if (!OpenClawConfigs.isAllowedRestricted(id)) {
                    excess.add(id);
                }
            }
        }
        if (!excess.isEmpty()) {
            throw OpenClawGatewayException.unsafe(
                    "with mode=restricted an agent has tools for files and the web only; here it would have %s as well. %s"
                            .formatted(
                                    excess.stream()
                                            .limit(MAX_NAMED)
                                            .collect(Collectors.joining(", ")),
                                    ADVICE));
        }
    }
}

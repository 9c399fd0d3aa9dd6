package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Configurations that a runner makes from the user's openclaw.json. */
public final class OpenClawConfigs {
    /** The environment variable of a Gateway's token. */
    public static final String TOKEN_VARIABLE = "OPENCLAW_GATEWAY_TOKEN";

    private static final List<String> REMOVED_SECTIONS =
            List.of("channels", "bindings", "hooks", "gateway", "web", "discovery", "cron");

    /** What restricted agents may use, unless the user allows less. */
    private static final List<String> ALLOWED_TOOLS = List.of("group:fs", "group:web");

    /** Denied besides, because another setting may allow them again: denying wins. */
    private static final List<String> DENIED_TOOLS =
            List.of(
                    "exec",
                    "process",
                    "group:runtime",
                    "group:automation",
                    "group:nodes",
                    "group:ui",
                    "group:sessions",
                    "group:messaging",
                    "group:memory",
                    "group:agents",
                    "group:media",
                    "group:plugins",
                    "bundle-mcp");

    /** The single tools of {@link #ALLOWED_TOOLS}. */
    private static final Set<String> RESTRICTED_TOOL_IDS =
            Set.of(
                    "read",
                    "ls",
                    "write",
                    "edit",
                    "apply_patch",
                    "web_search",
                    "web_fetch",
                    "x_search");

    /** Infinity is written as such: OpenClaw reads JSON5. */
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    private OpenClawConfigs() {}

    /**
     * Of a Gateway that works for one runner only: without what would make it act by itself, and
     * without channels, to which the user's own Gateway is connected already.
     *
     * @param config of the user's own, which is changed
     * @param slots how many runs it has to do at the same time
     * @param workspace for what has no folder of its own
     * @throws IllegalArgumentException with a sentence for people, if something else stands where
     *     an object is to be
     */
    public static String gateway(
            ObjectNode config, int port, int slots, Path workspace, boolean restricted) {
        return change(config, root -> configureGateway(root, port, slots, workspace, restricted));
    }

    private static void configureGateway(
            ObjectNode root, int port, int slots, Path workspace, boolean restricted) {
        root.remove(REMOVED_SECTIONS);
        root.putObject("cron").put("enabled", false);
        ObjectNode gateway = root.putObject("gateway");
        gateway.put("mode", "local").put("bind", "loopback").put("port", port);
        gateway.putObject("controlUi").put("enabled", false);
        gateway.putObject("auth").put("mode", "token").put("token", "${" + TOKEN_VARIABLE + "}");
        ObjectNode defaults = root.withObjectProperty("agents").withObjectProperty("defaults");
        defaults.put("skipBootstrap", true).put("workspace", workspace.toString());
        defaults.put("maxConcurrent", Math.max(8, slots));
        defaults.putObject("heartbeat").put("every", "0m");
        if (restricted) {
            restrict(root);
        }
    }

    /**
     * For agents that have no shell, and no files but those of their workspace.
     *
     * @param config of the user's own, which is changed
     * @throws IllegalArgumentException with a sentence for people, if something else stands where
     *     an object is to be
     */
    public static String restricted(ObjectNode config) {
        return change(config, OpenClawConfigs::restrict);
    }

    /** The user's configuration with all that it includes, as one file. */
    public static String whole(ObjectNode config) {
        return change(config, root -> {});
    }

    private static String change(ObjectNode root, Consumer<ObjectNode> change) {
        try {
            change.accept(root);
        } catch (UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    "openclaw.json has something else where an object or a list is to be: "
                            + e.getMessage(),
                    e);
        }
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it cannot be written: " + e.getMessage(), e);
        }
    }

    /** Whether a restricted agent may have a tool. */
    public static boolean isAllowedRestricted(String tool) {
        return RESTRICTED_TOOL_IDS.contains(tool);
    }

    private static void restrict(ObjectNode root) {
        // Servers that bring tools of their own.
        root.remove("mcp");
        root.withObjectProperty("commands").put("bash", false);
        ObjectNode tools = root.withObjectProperty("tools");
        tools.remove("alsoAllow");
        if (tools.path("allow").isEmpty()) {
            ALLOWED_TOOLS.forEach(tools.putArray("allow")::add);
        }
        DENIED_TOOLS.forEach(tools.withArrayProperty("deny")::add);
        tools.putObject("exec")
                .put("mode", "deny")
                .putObject("applyPatch")
                .put("workspaceOnly", true);
        tools.putObject("elevated").put("enabled", false);
        tools.putObject("codeMode").put("enabled", false);
        tools.withObjectProperty("fs").put("workspaceOnly", true);
        JsonNode agents = root.path("agents");
        agents.path("entries").forEach(OpenClawConfigs::restrictAgent);
        agents.path("list").forEach(OpenClawConfigs::restrictAgent);
    }

    /** Removes settings of one agent, which would go before those for all. */
    private static void restrictAgent(JsonNode agent) {
        if (agent.path("tools") instanceof ObjectNode tools) {
            tools.remove(List.of("alsoAllow", "exec", "elevated", "codeMode", "fs"));
        }
    }
}

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
    /** The variable its token is in. */
    public static final String TOKEN = "OPENCLAW_GATEWAY_TOKEN";

    private static final List<String> OTHERS =
            List.of("channels", "bindings", "hooks", "gateway", "web", "discovery", "cron");

    /** What agents have that are restricted; only less of it, where the user says so. */
    private static final List<String> ALLOWED = List.of("group:fs", "group:web");

    /** Besides, because another setting may allow it again: denying wins. */
    private static final List<String> DENIED =
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

    /** The tools of {@link #ALLOWED}. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "read",
                    "ls",
                    "write",
                    "edit",
                    "apply_patch",
                    "web_search",
                    "web_fetch",
                    "x_search");

    /** Infinity stays what it is: OpenClaw reads JSON5. */
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    private OpenClawConfigs() {}

    /**
     * Of a Gateway that works for a runner and for nobody else: without what would make it speak up
     * by itself, and without channels, where the user's own Gateway listens already.
     *
     * @param config of the user's own, which is changed
     * @param slots how many runs it has to do at the same time
     * @param workspace for what has no folder of its own
     * @throws IllegalArgumentException with a sentence for people, if something else stands where
     *     an object is to be
     */
    public static String gateway(
            ObjectNode config, int port, int slots, Path workspace, boolean restricted) {
        return changed(config, root -> belong(root, port, slots, workspace, restricted));
    }

    private static void belong(
            ObjectNode root, int port, int slots, Path workspace, boolean restricted) {
        root.remove(OTHERS);
        root.putObject("cron").put("enabled", false);
        ObjectNode gateway = root.putObject("gateway");
        gateway.put("mode", "local").put("bind", "loopback").put("port", port);
        gateway.putObject("controlUi").put("enabled", false);
        gateway.putObject("auth").put("mode", "token").put("token", "${" + TOKEN + "}");
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
        return changed(config, OpenClawConfigs::restrict);
    }

    /** As it is, in one file. */
    public static String whole(ObjectNode config) {
        return changed(config, root -> {});
    }

    private static String changed(ObjectNode root, Consumer<ObjectNode> change) {
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

    /** Whether an agent that is restricted may have a tool. */
    public static boolean harmless(String tool) {
        return HARMLESS.contains(tool);
    }

    private static void restrict(ObjectNode root) {
        // Programs with tools of their own.
        root.remove("mcp");
        root.withObjectProperty("commands").put("bash", false);
        ObjectNode tools = root.withObjectProperty("tools");
        tools.remove("alsoAllow");
        if (tools.path("allow").isEmpty()) {
            ALLOWED.forEach(tools.putArray("allow")::add);
        }
        DENIED.forEach(tools.withArrayProperty("deny")::add);
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

    /** One agent's own word goes before that for all. */
    private static void restrictAgent(JsonNode agent) {
        if (agent.path("tools") instanceof ObjectNode tools) {
            tools.remove(List.of("alsoAllow", "exec", "elevated", "codeMode", "fs"));
        }
    }
}

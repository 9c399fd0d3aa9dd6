package dev.crayfleet.runner.openclaw;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/** Configurations that a runner makes from the user's openclaw.json. */
public final class OpenClawConfigs {
    /** The variable its token is in. */
    public static final String TOKEN = "OPENCLAW_GATEWAY_TOKEN";

    private static final List<String> OTHERS =
            List.of("channels", "bindings", "hooks", "gateway", "web", "discovery", "cron");

    private static final List<String> DENIED = List.of("exec", "process");

    private OpenClawConfigs() {}

    /**
     * Of a Gateway that works for a runner and for nobody else: without what would make it speak up
     * by itself, and without channels, where the user's own Gateway listens already.
     *
     * @param text of the user's openclaw.json
     * @param slots how many runs it has to do at the same time
     * @param workspace for what has no folder of its own
     * @throws IllegalArgumentException with a sentence for people, if it is no JSON object
     */
    public static String gateway(
            String text, int port, int slots, Path workspace, boolean restricted) {
        ObjectNode root = read(text);
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
        return root.toPrettyString();
    }

    /**
     * For agents that have no shell, and no files but those of their workspace.
     *
     * @throws IllegalArgumentException with a sentence for people, if it is no JSON object
     */
    public static String restricted(String text) {
        ObjectNode root = read(text);
        restrict(root);
        return root.toPrettyString();
    }

    private static void restrict(ObjectNode root) {
        ObjectNode tools = root.withObjectProperty("tools");
        ArrayNode deny = tools.withArrayProperty("deny");
        DENIED.forEach(deny::add);
        tools.withObjectProperty("fs").put("workspaceOnly", true);
    }

    private static ObjectNode read(String text) {
        try {
            if (OpenClawJson.JSON.readTree(text.isBlank() ? "{}" : text)
                    instanceof ObjectNode root) {
                return root;
            }
            throw new IllegalArgumentException("openclaw.json is no JSON object");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "openclaw.json is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}

package dev.crayfleet.agents.process;

import dev.crayfleet.agents.safety.Secrets;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of the runner's environment an agent sees: a list of what it needs, and what it was allowed
 * by name. Never what opens Discord or Kafka.
 */
public final class AgentEnvironment {
    private static final Set<String> NEEDED =
            Set.of(
                    "PATH",
                    "HOME",
                    "USER",
                    "LOGNAME",
                    "SHELL",
                    "LANG",
                    "LANGUAGE",
                    "TZ",
                    "TERM",
                    "PYTHONPATH",
                    "SSL_CERT_FILE",
                    "SSL_CERT_DIR",
                    "HTTP_PROXY",
                    "HTTPS_PROXY",
                    "NO_PROXY",
                    "http_proxy",
                    "https_proxy",
                    "no_proxy");
    private static final Set<String> NEEDED_PREFIXES = Set.of("LC_", "NODE_", "OPENCLAW_");
    private static final Set<String> NEVER =
            Set.of(
                    "DISCORD",
                    "KAFKA",
                    "CRAYFLEET",
                    "ORCHESTRATOR_AGENT_TOKEN",
                    "CHIP_TOKEN",
                    "WORKER");

    private AgentEnvironment() {}

    /**
     * @param ours the runner's own
     * @param allowed further names
     * @param program the agent's; a Node.js that lies beside it is the one it was installed with
     * @param extraPythonPath put before PYTHONPATH
     */
    public static Map<String, String> of(
            Map<String, String> ours,
            Collection<String> allowed,
            Path program,
            @Nullable String extraPythonPath) {
        Map<String, String> env = new TreeMap<>();
        ours.forEach((name, value) -> {
            boolean named = allowed.contains(name);
            if ((named || isNeeded(name) && !Secrets.isSecret(name)) && !isSecretOfOurs(name)) {
                env.put(name, value);
            }
        });
        Path folder = program.toAbsolutePath().getParent();
        if (folder != null && Files.isExecutable(folder.resolve("node"))) {
            env.merge("PATH", folder.toString(), (path, node) -> join(node, path));
        }
        if (extraPythonPath != null) {
            env.merge("PYTHONPATH", extraPythonPath, (path, extra) -> join(extra, path));
        }
        return env;
    }

    private static String join(String first, String second) {
        return second.isEmpty() ? first : first + File.pathSeparator + second;
    }

    private static boolean isNeeded(String name) {
        return NEEDED.contains(name) || NEEDED_PREFIXES.stream().anyMatch(name::startsWith);
    }

    private static boolean isSecretOfOurs(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return NEVER.stream().anyMatch(upper::startsWith);
    }
}

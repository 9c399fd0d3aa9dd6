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
 * The part of the runner's environment that an agent gets: what programs need, and what was allowed
 * by name; never what gives access to Discord or Kafka.
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
    private static final Set<String> FORBIDDEN_PREFIXES =
            Set.of(
                    "DISCORD",
                    "KAFKA",
                    "CRAYFLEET",
                    "ORCHESTRATOR_AGENT_TOKEN",
                    "CHIP_TOKEN",
                    "WORKER");

    private AgentEnvironment() {}

    /**
     * @param inherited the runner's own
     * @param allowed names of further variables
     * @param program the agent's; a Node.js in its folder is put first in PATH, because the agent
     *     was installed with it
     * @param extraPythonPath put before PYTHONPATH
     */
    public static Map<String, String> of(
            Map<String, String> inherited,
            Collection<String> allowed,
            Path program,
            @Nullable String extraPythonPath) {
        Map<String, String> env = new TreeMap<>();
        inherited.forEach((name, value) -> {
            boolean isAllowed = allowed.contains(name);
            if ((isAllowed || isNeeded(name) && !Secrets.isSecret(name)) && !isOwnSecret(name)) {
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

    private static boolean isOwnSecret(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return FORBIDDEN_PREFIXES.stream().anyMatch(upper::startsWith);
    }
}

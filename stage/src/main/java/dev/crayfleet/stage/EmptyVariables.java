package dev.crayfleet.stage;

import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.ApplicationContextConfigurer;
import io.micronaut.context.annotation.ContextConfigurer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An environment variable of ours that is set to nothing counts as not set, as compose files and
 * unit files hand on what they do not know: the older name of the setting is looked at, then
 * discord-config.env, and then its default taken. Micronaut loads this for every context.
 */
@ContextConfigurer
public final class EmptyVariables implements ApplicationContextConfigurer {
    private static final List<String> PREFIXES =
            List.of("CRAYFLEET_", "DISCORD_", "KAFKA_", "MICRONAUT_SERVER_", "OTEL_");
    private static final Set<String> OLDER_NAMES =
            Set.of(
                    "TIMEOUT",
                    "MAX_IDLE_TIME",
                    "WORKERS_DIR",
                    "AGENTS_MD_TEMPLATE",
                    "WORKER_RETENTION_HOURS",
                    "SUMMARY_MAX_LENGTH",
                    "EXTRA_PYTHONPATH",
                    "OPENCLAW_BIN",
                    "OPENCLAW_CONFIG_PATH",
                    "OPENCLAW_STATE_DIR",
                    "OPENCLAW_GATEWAY_TOKEN");

    @Override
    public void configure(ApplicationContextBuilder builder) {
        builder.environmentVariableExcludes(of(System.getenv()));
    }

    static String[] of(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> variable.getValue().isBlank())
                .map(Map.Entry::getKey)
                .filter(name ->
                        PREFIXES.stream().anyMatch(name::startsWith) || OLDER_NAMES.contains(name))
                .toArray(String[]::new);
    }
}

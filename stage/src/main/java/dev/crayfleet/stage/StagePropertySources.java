package dev.crayfleet.stage;

import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Where a stage's settings come from besides environment variables and system properties. */
final class StagePropertySources {
    // Micronaut's own sources lie between these.
    private static final int DEFAULTS_ORDER = Integer.MIN_VALUE;
    private static final int CONFIG_FILE_ORDER = Integer.MIN_VALUE + 1;
    private static final int DISCORD_ENVIRONMENT_ORDER = Integer.MIN_VALUE + 2;
    private static final int CALLER_ORDER = Integer.MAX_VALUE;

    private StagePropertySources() {}

    /**
     * @param stage its name
     * @param port of HTTP, unless configured
     * @param callerSettings stronger than everything else
     */
    static PropertySource[] of(String stage, int port, Map<String, Object> callerSettings) {
        Map<String, Object> strongest = new HashMap<>(callerSettings);
        strongest.put(Stage.PROPERTY, stage);
        return new PropertySource[] {
            source("crayfleet-defaults", defaults(stage, port), DEFAULTS_ORDER),
            source("discord-config", discordConfigFile(), CONFIG_FILE_ORDER),
            source("discord-environment", discordEnvironment(), DISCORD_ENVIRONMENT_ORDER),
            source("crayfleet-given", strongest, CALLER_ORDER)
        };
    }

    private static Map<String, Object> defaults(String stage, int port) {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put("micronaut.application.name", "crayfleet-" + stage);
        defaults.put("micronaut.server.port", port);
        // Loopback unless somebody decides otherwise, who needs tokens then.
        defaults.put("micronaut.server.host", "127.0.0.1");
        defaults.put("endpoints.health.details-visible", "ANONYMOUS");
        defaults.put("endpoints.prometheus.sensitive", false);
        defaults.put("endpoints.health.jdbc.enabled", false);
        // Its meters of clients are hundreds, and only of the clients that it makes; see
        // KafkaMeters.
        defaults.put("micronaut.metrics.binders.kafka.enabled", false);
        // Health is computed when it is asked for; the monitor would ask Kafka every minute.
        defaults.put("micronaut.health.monitor.enabled", false);
        // Longer than a hook may wait for its task.
        defaults.put("micronaut.server.idle-timeout", "11m");
        defaults.put("kafka.bootstrap.servers", "127.0.0.1:9092");
        // Below the four seconds that the health check of our images waits.
        defaults.put("kafka.health-timeout", "2s");
        return defaults;
    }

    private static Map<String, Object> discordConfigFile() {
        String path = System.getenv("DISCORD_CONFIG");
        return Map.copyOf(
                DiscordConfigFile.readPrivate(
                        Path.of(path == null || path.isBlank() ? "discord-config.env" : path)));
    }

    private static Map<String, Object> discordEnvironment() {
        return Map.copyOf(DiscordConfigFile.fromEnvironment(System.getenv()));
    }

    private static PropertySource source(String name, Map<String, Object> values, int order) {
        return new MapPropertySource(name, values) {
            @Override
            public int getOrder() {
                return order;
            }
        };
    }
}

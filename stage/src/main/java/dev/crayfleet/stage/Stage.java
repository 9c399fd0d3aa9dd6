package dev.crayfleet.stage;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts one stage as a Micronaut application: alone in its process, or beside others in one JVM.
 * Beans of a stage require the property {@link #PROPERTY} to be its name, so that contexts that
 * share a class path do not wake each other's beans.
 *
 * <p>Settings, the strongest first: what the caller hands in; environment variables and system
 * properties ({@code CRAYFLEET_LANES} is {@code crayfleet.lanes}); the names of {@code
 * discord-config.env} in the environment; that file in the working folder or where {@code
 * DISCORD_CONFIG} points; the stage's own defaults.
 */
public final class Stage {
    /**
     * Which stage a context is: {@code ingest}, {@code dispatcher}, {@code runner}, {@code poster}.
     */
    public static final String PROPERTY = "crayfleet.stage";

    private static final int WEAKEST = Integer.MIN_VALUE;
    private static final int WEAK = Integer.MIN_VALUE + 1;
    private static final int LESS_WEAK = Integer.MIN_VALUE + 2;
    private static final int STRONGEST = Integer.MAX_VALUE;
    private static final long LOOK_MS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(Stage.class);

    private Stage() {}

    /**
     * Starts a stage with its HTTP server. Closing the context stops it: beans are destroyed in
     * reverse order, each draining what it holds.
     *
     * @param name of the stage
     * @param port its HTTP port unless configured
     * @param settings stronger than everything else
     * @param beans of the caller's own, that stand in for the stage's: a clock, above all
     */
    public static ApplicationContext start(
            String name, DefaultPort port, Map<String, Object> settings, Object... beans) {
        return start(name, port, settings, context -> {}, beans);
    }

    /**
     * @param begun told of the context before its server starts, and the stage with it; again if it
     *     has to be another one
     */
    static ApplicationContext start(
            String name,
            DefaultPort port,
            Map<String, Object> settings,
            Consumer<ApplicationContext> begun,
            Object... beans) {
        try {
            return start(name, port.choose(), settings, begun, beans);
        } catch (RuntimeException e) {
            if (!port.isLostBy(e)) {
                throw e;
            }
            LOG.info("port {} is another process's now; {} takes any", port.number(), name);
            return start(name, 0, settings, begun, beans);
        }
    }

    private static ApplicationContext start(
            String name,
            int port,
            Map<String, Object> settings,
            Consumer<ApplicationContext> begun,
            Object... beans) {
        Map<String, Object> given = new HashMap<>(settings);
        given.put(PROPERTY, name);
        ApplicationContext context =
                ApplicationContext.builder()
                        .banner(false)
                        .eagerInitSingletons(false)
                        .deduceEnvironment(false)
                        .singletons(beans)
                        .propertySources(
                                source("crayfleet-defaults", defaults(name, port), WEAKEST),
                                source("discord-config", discordConfig(), WEAK),
                                source("discord-environment", discordEnvironment(), LESS_WEAK),
                                source("crayfleet-given", given, STRONGEST))
                        .start();
        try {
            begun.accept(context);
            context.getBean(EmbeddedServer.class).start();
            return context;
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    /**
     * Runs a stage until the process is told to end, or the stage ends itself; then closes it and
     * returns. A stage that cannot start ends the process with code 1.
     */
    public static void runUntilStopped(String name, DefaultPort port) {
        ShutdownCloser ending = new ShutdownCloser(name);
        ApplicationContext context;
        try {
            context = start(name, port, Map.of(), ending::listen);
        } catch (RuntimeException e) {
            if (ending.told()) {
                LOG.info("the start of {} was cut short", name);
                return;
            }
            Throwable why = innermost(e);
            // What a setting is wrong in is said; where that was noticed helps nobody.
            boolean isSaid = why instanceof IllegalArgumentException;
            LOG.error("{} cannot start: {}", name, why.getMessage(), isSaid ? null : e);
            LOG.debug("where that was noticed", e);
            // Threads of a half-started HTTP server would keep the process.
            System.exit(1);
            return;
        }
        ending.started();
        LOG.info("{} is up at {}", name, context.getBean(EmbeddedServer.class).getURI());
        try {
            // A stage may also close itself.
            while (!ending.await(LOOK_MS) && context.isRunning()) {
                LOG.trace("{} is up", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The sentence for people: what our own code said, below the framework's wrapping. */
    private static Throwable innermost(Throwable e) {
        Throwable found = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalStateException
                    || cause instanceof IllegalArgumentException) {
                found = cause;
            }
        }
        return found;
    }

    private static Map<String, Object> defaults(String name, int port) {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put("micronaut.application.name", "crayfleet-" + name);
        defaults.put("micronaut.server.port", port);
        // Loopback unless somebody decides otherwise: nothing here asks who calls.
        defaults.put("micronaut.server.host", "127.0.0.1");
        defaults.put("endpoints.health.details-visible", "ANONYMOUS");
        defaults.put("endpoints.prometheus.sensitive", false);
        defaults.put("endpoints.health.jdbc.enabled", false);
        defaults.put("kafka.bootstrap.servers", "127.0.0.1:9092");
        return defaults;
    }

    private static Map<String, Object> discordConfig() {
        String place = System.getenv("DISCORD_CONFIG");
        return Map.copyOf(
                DiscordConfigFile.read(Path.of(place == null ? "discord-config.env" : place)));
    }

    private static Map<String, Object> discordEnvironment() {
        return Map.copyOf(DiscordConfigFile.of(System.getenv()));
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

package dev.crayfleet.stage;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.exceptions.BeanContextException;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration.NettyListenerConfiguration;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

    private static final long STOP_CHECK_INTERVAL_MS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(Stage.class);

    private Stage() {}

    /**
     * The settings that a stage started from here would have, without starting any.
     *
     * @param type a bean that is made of settings only
     * @throws IllegalArgumentException with a sentence, if they, or those that all stages share,
     *     are wrong
     */
    public static <T> T readSettings(Class<T> type) {
        try (ApplicationContext context = context("settings", 0, Map.of()).start()) {
            return context.getBean(type);
        } catch (BeanContextException e) {
            throw OwnFailure.in(e).orElse(e);
        }
    }

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
     * @param onContextStarted called with the context before its HTTP server starts; called again
     *     if the port was lost and another context is started
     */
    static ApplicationContext start(
            String name,
            DefaultPort port,
            Map<String, Object> settings,
            Consumer<ApplicationContext> onContextStarted,
            Object... beans) {
        try {
            return start(name, port.choose(), settings, onContextStarted, beans);
        } catch (RuntimeException e) {
            if (!port.mayFallBackAfter(e)) {
                throw e;
            }
            LOG.info("port {} is another process's now; {} takes any", port.number(), name);
            return start(name, 0, settings, onContextStarted, beans);
        }
    }

    private static ApplicationContext start(
            String name,
            int port,
            Map<String, Object> settings,
            Consumer<ApplicationContext> onContextStarted,
            Object... beans) {
        ApplicationContext context = context(name, port, settings, beans).start();
        try {
            onContextStarted.accept(context);
            listen(name, context);
            return context;
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    private static ApplicationContextBuilder context(
            String name, int port, Map<String, Object> settings, Object... beans) {
        return ApplicationContext.builder()
                .banner(false)
                .eagerInitSingletons(false)
                .deduceEnvironment(false)
                .singletons(beans)
                .propertySources(StagePropertySources.of(name, port, settings));
    }

    /**
     * Runs a stage until the process is told to end, or the stage ends itself; then closes it and
     * returns. A stage that cannot start ends the process with code 1.
     */
    public static void runUntilStopped(String name, DefaultPort port) {
        ShutdownCloser closer = new ShutdownCloser(name);
        ApplicationContext context;
        try {
            context = start(name, port, Map.of(), closer::register);
        } catch (RuntimeException e) {
            if (closer.isShutdownRequested()) {
                LOG.info("the start of {} was cut short", name);
                return;
            }
            reportFailedStart(name, e);
            // Threads of a half-started HTTP server would keep the process.
            System.exit(1);
            return;
        }
        closer.markStarted();
        LOG.info("{} is up at {}", name, context.getBean(EmbeddedServer.class).getURI());
        SystemdNotice.ready(System.getenv("NOTIFY_SOCKET"), name);
        SystemdWatchdog watchdog =
                SystemdWatchdog.of(System.getenv(), ProcessHandle.current().pid());
        try {
            // A stage may also close itself.
            while (!closer.awaitClosed(STOP_CHECK_INTERVAL_MS) && context.isRunning()) {
                watchdog.beat(System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void listen(String name, ApplicationContext context) {
        EmbeddedServer server = context.getBean(EmbeddedServer.class);
        // Asked before: a server that fails to start takes the context with it.
        String host = context.getProperty("micronaut.server.host", String.class).orElse("");
        int port = context.getProperty("micronaut.server.port", Integer.class).orElse(0);
        context.getBeansOfType(ListenCheck.class)
                .forEach(check -> hosts(context, host).forEach(check::beforeListening));
        try {
            server.start();
        } catch (RuntimeException e) {
            throw ListenFailure.of(name, host, port, e);
        }
    }

    /** On which it will listen: one more for each listener that Micronaut is told of by name. */
    private static Stream<String> hosts(ApplicationContext context, String host) {
        return Stream.concat(
                Stream.of(host),
                context.getBeansOfType(NettyListenerConfiguration.class).stream()
                        .filter(each -> each.getFamily() != NettyListenerConfiguration.Family.UNIX)
                        // Without one, it is all that the machine has.
                        .map(each -> Objects.requireNonNullElse(each.getHost(), "")));
    }

    /** What we say ourselves is all that the operator needs; a stack trace would only hide it. */
    private static void reportFailedStart(String name, RuntimeException e) {
        RuntimeException own = OwnFailure.in(e).orElse(null);
        if (own == null) {
            LOG.error("{} cannot start: {}", name, e.getMessage(), e);
        } else if (own instanceof WrongSettingsException wrong && wrong.problems().size() > 1) {
            wrong.problems().forEach(LOG::error);
            LOG.error("{} cannot start with these {} settings", name, wrong.problems().size());
        } else {
            LOG.error("{} cannot start: {}", name, own.getMessage());
        }
        LOG.debug("stack trace", e);
    }
}

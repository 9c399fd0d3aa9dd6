package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawJson;
import dev.crayfleet.agents.process.LastLine;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.Workspace;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Gateway of the runner's own: a child process with its own state, configuration, ports and
 * token, started again when it dies and stopped when this is closed. Owns its threads.
 */
public final class OwnedGateway implements OpenClawGatewayHost {
    private static final Logger LOG = LoggerFactory.getLogger(OwnedGateway.class);
    private static final Duration MIN_RESTART_DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_RESTART_DELAY = Duration.ofSeconds(30);

    /** A process that lived longer did not fail at its start. */
    private static final Duration STABLE_AFTER = Duration.ofMinutes(1);

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    /** For the last line to be read, unless another process still holds the pipe. */
    private static final Duration LAST_LINE_TIMEOUT = Duration.ofSeconds(1);

    private static final Duration LOG_TIMEOUT = Duration.ofSeconds(5);

    /** It takes at most so long to refuse its configuration. */
    private static final Duration CONFIG_CHECK_TIMEOUT = Duration.ofSeconds(5);

    private final OwnedGatewaySettings settings;
    private final OpenClawFile file;
    private final OpenClawGatewayLauncher launcher;
    private final OpenClawGatewayLog output;
    private final OwnedGatewayState state;
    private final @Nullable OpenClawGatewayFolder temporaryFolder;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** Of the thread alone. */
    private boolean isToldHidden;

    private volatile @Nullable OpenClawGatewayProcess running;

    /** The last one that was started, also while it is being ended. */
    private volatile @Nullable OpenClawGatewayProcess latest;

    /**
     * @param registry for the next start of a runner that is killed
     * @param secrets is told its tokens
     */
    public OwnedGateway(
            OwnedGatewaySettings settings,
            OpenClawFile file,
            AgentRunRegistry registry,
            Secrets secrets,
            String name) {
        this(settings, file, registry, secrets, name, null);
    }

    /**
     * @param registry for the next start of a runner that is killed
     * @param secrets is told its tokens
     * @param name of the runner, for threads
     * @param temporaryFolder is closed when the Gateway has ended; absent where its folder is kept
     */
    public OwnedGateway(
            OwnedGatewaySettings settings,
            OpenClawFile file,
            AgentRunRegistry registry,
            Secrets secrets,
            String name,
            @Nullable OpenClawGatewayFolder temporaryFolder) {
        this.settings = settings;
        this.temporaryFolder = temporaryFolder;
        this.file = file;
        this.output =
                new OpenClawGatewayLog(
                        settings.paths().folder(),
                        temporaryFolder == null
                                ? null
                                : temporaryFolder.keptLog(settings.restricted()),
                        secrets);
        this.state = new OwnedGatewayState(secrets, output);
        this.launcher = new OpenClawGatewayLauncher(settings, file, registry, secrets);
        // Not a virtual thread: the child dies with the thread that starts it.
        this.thread = Thread.ofPlatform().name(name + "-gateway-process").start(this::keepRunning);
    }

    @Override
    public Optional<OpenClawGatewayEndpoint> endpoint() {
        return Optional.ofNullable(running).map(OpenClawGatewayProcess::endpoint);
    }

    @Override
    public String problem() {
        return state.problem();
    }

    @Override
    public boolean isStarting() {
        return running != null && state.isStarting();
    }

    @Override
    public boolean isMisconfigured() {
        return state.isMisconfigured();
    }

    @Override
    public boolean isFailingToStart() {
        return state.isFailingToStart();
    }

    @Override
    public void reportFailedStart() {
        // What has ended is reported when it ends.
        if (running != null) {
            output.report();
        }
    }

    @Override
    public Optional<SystemUser> user() {
        return Optional.ofNullable(settings.limits().user());
    }

    @Override
    public boolean hasLimits() {
        return settings.limits().hasLimits();
    }

    @Override
    public Optional<String> excess(Workspace workspace) {
        OpenClawGatewayProcess current = latest;
        return current == null
                ? Optional.empty()
                : settings.limits().excess(current.tree(), workspace.root());
    }

    @Override
    public void sweep(Workspace workspace) throws InterruptedException {
        OpenClawGatewayProcess current = latest;
        if (current != null && !current.tree().sweep(workspace.root())) {
            LOG.error("{}: processes of it cannot be stopped", workspace.agent());
        }
    }

    private void keepRunning() {
        Duration delay = MIN_RESTART_DELAY;
        try {
            while (closing.getCount() > 0) {
                long startNanos = System.nanoTime();
                runOnce();
                boolean wasStable = isStable(startNanos);
                delay = wasStable ? MIN_RESTART_DELAY : delay.multipliedBy(2);
                delay = delay.compareTo(MAX_RESTART_DELAY) > 0 ? MAX_RESTART_DELAY : delay;
                if (closing.await(delay.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the gateway is not kept any more", e);
        }
    }

    private static boolean isStable(long startNanos) {
        return System.nanoTime() - startNanos > STABLE_AFTER.toNanos();
    }

    /** Starts one process and follows it to its end. */
    private void runOnce() throws InterruptedException {
        OpenClawJson config = file.lastKnown();
        long startNanos = System.nanoTime();
        OpenClawGatewayProcess started;
        try {
            started = launcher.start();
        } catch (IOException | RuntimeException e) {
            state.notStarted(e);
            return;
        }
        OpenClawGatewayComplaint complaint = new OpenClawGatewayComplaint();
        LastLine lastLine = new LastLine(complaint);
        Thread log =
                Thread.ofPlatform()
                        .name(thread.getName() + "-log")
                        .start(() -> output.copy(started.process().getInputStream(), lastLine));
        latest = started;
        running = started;
        state.started();
        try {
            awaitExit(started, config);
            log.join(LAST_LINE_TIMEOUT);
            boolean wasStable = isStable(startNanos);
            String words = wasStable ? lastLine.get() : complaint.or(lastLine.get());
            state.ended(started.process().exitValue(), words, wasStable);
        } finally {
            running = null;
            started.end(settings.killGrace());
            log.join(LOG_TIMEOUT);
        }
    }

    /** Not at once: its first process is the runner's user until it has become another. */
    private void warnIfHidden(OpenClawGatewayProcess started) {
        if (!isToldHidden && !started.tree().showsFolders()) {
            isToldHidden = true;
            LOG.warn(
                    "This runner may not see where processes of its gateway work: what tools leave running goes on after their task, and limits do not count it. It takes the capability SYS_PTRACE.");
        }
    }

    private void awaitExit(OpenClawGatewayProcess started, OpenClawJson startConfig)
            throws InterruptedException {
        OpenClawJson config = startConfig;
        long startNanos = System.nanoTime();
        while (!started.process().waitFor(CHECK_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
            if (System.nanoTime() - startNanos > CONFIG_CHECK_TIMEOUT.toNanos()) {
                state.configurationAccepted();
            }
            config = followChange(started, config);
            warnIfHidden(started);
        }
    }

    /** Writes its configuration again where the user's has changed; OpenClaw then reads it. */
    private OpenClawJson followChange(OpenClawGatewayProcess started, OpenClawJson known) {
        OpenClawJson current = file.lastKnown();
        if (current != known) {
            try {
                launcher.writeConfig(
                        started.state(), started.endpoint().url().getPort(), started.access());
                LOG.info("the gateway follows a change of {}", file.path());
            } catch (IOException | RuntimeException e) {
                LOG.warn("the gateway cannot follow a change: {}", e.toString());
            }
        }
        return current;
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.error("the gateway did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (temporaryFolder != null) {
            temporaryFolder.close();
        }
    }
}

package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.executor.Executor;
import dev.crayfleet.agents.openclaw.FailureClassifier;
import dev.crayfleet.agents.openclaw.ModelPlanner;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawPrices;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.OutputLog;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs agents in a Gateway: one connection for all, one session for each attempt. What is a second
 * of processor time there is seven as a process of its own; what the agents do to each other is not
 * kept apart as well.
 */
public final class GatewayExecutor implements Executor {
    /** As it stands in reports. */
    public static final String NAME = "openclaw-gateway";

    private static final Logger LOG = LoggerFactory.getLogger(GatewayExecutor.class);

    private final Settings settings;
    private final Host host;
    private final GatewayLink link;
    private final OpenClawFile file;
    private final OpenClawPrices prices;
    private final Secrets secrets;

    /**
     * @param agent of the Gateway's, {@code main} where it has one
     * @param restricted whether agents have no shell
     * @param fallback for a thinking level that the model does not have
     * @param startPatience how long the Gateway may take to be there, at the start
     * @param startGrace what a run may take beyond its task's time before it is aborted
     * @param killGrace how long it may take to end then
     * @param silence without any event, after which it is aborted; zero for never
     * @param logBytes of agent-output.log
     */
    public record Settings(
            String agent,
            boolean restricted,
            ThinkingFallback fallback,
            Duration startPatience,
            Duration startGrace,
            Duration killGrace,
            Duration silence,
            long logBytes) {}

    /** Where the Gateway comes from, and what is left of its runs. */
    public interface Host extends AutoCloseable {
        /** Where it is now; empty while it is not. */
        Optional<GatewayEndpoint> endpoint();

        /** Why it is not there, for people; may be empty. */
        String problem();

        /** Whether it will not be there before somebody has changed its configuration. */
        default boolean misconfigured() {
            return false;
        }

        /** Whether there is anything that a run may have too much of. */
        default boolean limits() {
            return false;
        }

        /** What runs in a workspace takes too much of, for people; empty where it does not. */
        default Optional<String> excess(Workspace workspace) {
            return Optional.empty();
        }

        /** Ends what a run let go in its workspace, as far as it is ours to end. */
        void sweep(Workspace workspace) throws InterruptedException;

        @Override
        void close();
    }

    /**
     * @param host is closed with this
     * @param name of the runner, for threads
     */
    public GatewayExecutor(
            Settings settings,
            Host host,
            OpenClawFile file,
            OpenClawPrices prices,
            Secrets secrets,
            String name) {
        this.settings = settings;
        this.host = host;
        this.link = new GatewayLink(host, name);
        this.file = file;
        this.prices = prices;
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() throws InterruptedException {
        try {
            link.awaitReady(settings.startPatience());
        } catch (GatewayException e) {
            throw new IllegalStateException(
                    e.permanent()
                            ? "The gateway cannot be used: " + e.sentence()
                            : "The gateway could not be reached for %d s: %s"
                                    .formatted(settings.startPatience().toSeconds(), e.sentence()),
                    e);
        }
    }

    @Override
    public Planned plan(TaskOptions options) {
        try {
            return ModelPlanner.plan(options, file.read().catalog(), settings.fallback());
        } catch (IllegalArgumentException unreadable) {
            return new Planned.Refused(
                    Failed.of(FailureKind.PERMANENT, String.valueOf(unreadable.getMessage())));
        }
    }

    @Override
    public Ran run(Job job, CancellationToken stop, Consumer<String> progress)
            throws InterruptedException {
        try (OutputLog log =
                        new OutputLog(
                                job.workspace().file(Workspace.LOG), settings.logBytes(), secrets);
                WorkspaceQuota watch =
                        new WorkspaceQuota(host, job.workspace(), stop, settings.killGrace())) {
            GatewayRun run = new GatewayRun(settings, link, job, watch.stop(), progress, log);
            try {
                return ran(job, run.await());
            } finally {
                host.sweep(job.workspace());
            }
        } catch (IOException e) {
            LOG.warn("task {}: no log can be written", job.attempt(), e);
            return Ran.failed(
                    Failed.of(
                            FailureKind.TRANSIENT,
                            "agent-output.log could not be written: " + e.getMessage()));
        }
    }

    private Ran ran(Job job, GatewayRun.Ended ended) {
        return switch (ended) {
            case GatewayRun.Ended.Without without -> Ran.failed(without.why());
            case GatewayRun.Ended.Answered answered -> {
                RunOutcome outcome =
                        answered.cut() != null
                                ? answered.cut()
                                : FailureClassifier.ofGateway(
                                        answered.said(), answered.failure(), Instant.now());
                yield new Ran(
                        outcome,
                        answered.said().text(),
                        answered.said().model(),
                        answered.said().usage(),
                        prices.cost(
                                answered.said(), job.plan().model(), file.lastKnown().catalog()),
                        List.of());
            }
        };
    }

    @Override
    public boolean discard(String sessionKey, Runnable done) {
        link.discard(sessionKey, done);
        return true;
    }

    @Override
    public void close() {
        link.close();
        host.close();
    }
}

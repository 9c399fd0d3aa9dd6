package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.openclaw.Envelope;
import dev.crayfleet.agents.openclaw.FailureClassifier;
import dev.crayfleet.agents.openclaw.ModelPlanner;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawPrices;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.OutputLog;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.TaskOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs agents in a Gateway: one connection for all, one session for each attempt. A run takes a
 * seventh of the processor time that a process of its own takes; but the agents are less separated
 * from each other.
 */
public final class OpenClawGatewayExecutor implements AgentExecutor {
    /** As it stands in reports. */
    public static final String NAME = "openclaw-gateway";

    private static final Logger LOG = LoggerFactory.getLogger(OpenClawGatewayExecutor.class);

    private final OpenClawGatewayExecutorSettings settings;
    private final OpenClawGatewayHost host;
    private final OpenClawGatewayLink link;
    private final OpenClawFile file;
    private final OpenClawPrices prices;
    private final Secrets secrets;
    private volatile boolean ready;
    private volatile String version = "";

    /**
     * @param host is closed with this
     * @param name of the runner, for threads
     */
    public OpenClawGatewayExecutor(
            OpenClawGatewayExecutorSettings settings,
            OpenClawGatewayHost host,
            OpenClawFile file,
            OpenClawPrices prices,
            Secrets secrets,
            String name) {
        this.settings = settings;
        this.host = host;
        this.link = new OpenClawGatewayLink(host, name);
        this.file = file;
        this.prices = prices;
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean hasShell() {
        return !settings.restricted();
    }

    @Override
    public void start() throws InterruptedException {
        Duration timeout = settings.timeouts().startup();
        try {
            version = link.awaitReady(timeout).version();
        } catch (OpenClawGatewayException e) {
            host.reportFailedStart();
            throw new IllegalStateException(problem(e, timeout), e);
        }
        file.lastKnown();
        ready = true;
    }

    private String problem(OpenClawGatewayException e, Duration timeout) {
        if (e.isPermanent()) {
            return "The gateway cannot be used: " + e.sentence();
        }
        return host.isFailingToStart()
                ? "The gateway cannot be started: " + e.sentence()
                : "The gateway was not ready within %d s (gateway-patience): %s"
                        .formatted(timeout.toSeconds(), e.sentence());
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public AgentUsers.Lease takeUser(AgentUsers users) throws InterruptedException {
        Optional<SystemUser> ofAll = host.user();
        return ofAll.isPresent() ? AgentUsers.Lease.of(ofAll.get()) : users.take();
    }

    @Override
    public Optional<String> openClawVersion() {
        return Optional.of(version).filter(known -> !known.isEmpty());
    }

    @Override
    public Optional<RunnerModels> models() {
        return file.modelNames();
    }

    @Override
    public Planned plan(TaskOptions options) {
        return ModelPlanner.plan(options, file, settings.fallback(), settings.keys());
    }

    @Override
    public RunResult run(Job job, CancellationToken cancellation, Consumer<String> progress)
            throws InterruptedException {
        Path path = job.workspace().file(Workspace.LOG);
        try (OutputLog log = new OutputLog(path, settings.logBytes(), secrets);
                WorkspaceQuota quota =
                        new WorkspaceQuota(
                                host,
                                job.workspace(),
                                cancellation,
                                settings.timeouts().killGrace())) {
            OpenClawGatewayRun run =
                    new OpenClawGatewayRun(
                            settings, link, job, quota.cancellation(), progress, log);
            try {
                return result(job, run.await());
            } finally {
                host.sweep(job.workspace());
            }
        } catch (IOException e) {
            LOG.warn("task {}: no log can be written", job.attempt(), e);
            return RunResult.failed(
                    Failed.of(
                            FailureKind.TRANSIENT,
                            "agent-output.log could not be written: " + e.getMessage()));
        }
    }

    private RunResult result(Job job, OpenClawGatewayRunResult result) {
        return switch (result) {
            case OpenClawGatewayRunResult.Unanswered(Failed failure) -> RunResult.failed(failure);
            case OpenClawGatewayRunResult.Answered(
                            Envelope answer,
                            String failureCode,
                            Failed stopped) -> {
                RunOutcome outcome =
                        stopped != null
                                ? stopped
                                : FailureClassifier.classifyGateway(
                                        answer, failureCode, Instant.now());
                yield new RunResult(
                        outcome,
                        answer.text(),
                        answer.model(),
                        answer.usage(),
                        prices.cost(answer, job.plan().model(), file.lastKnown().catalog()),
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

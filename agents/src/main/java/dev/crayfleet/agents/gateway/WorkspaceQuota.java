package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.FailureKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Cancels an attempt whose processes exceed a limit: a Gateway works for many attempts, so the
 * system cannot limit one of them. Owns its thread, and has none where nothing is limited.
 */
final class WorkspaceQuota implements AutoCloseable {
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private final CancellationToken cancellation = new CancellationToken();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CompletableFuture<Void> forwarding;

    /**
     * @param upstream whose requests are passed on
     * @param grace how long it may take to end after it exceeded a limit
     */
    WorkspaceQuota(
            OpenClawGatewayHost host,
            Workspace workspace,
            CancellationToken upstream,
            Duration grace) {
        this.forwarding = upstream.future().thenAccept(cancellation::request);
        if (host.hasLimits()) {
            Thread.ofVirtual()
                    .name(workspace.agent() + "-watch")
                    .start(() -> watch(host, workspace, grace));
        }
    }

    /** Cancels the attempt, by a request from upstream or for an exceeded limit. */
    CancellationToken cancellation() {
        return cancellation;
    }

    private void watch(OpenClawGatewayHost host, Workspace workspace, Duration grace) {
        try {
            while (!ended.await(CHECK_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
                host.excess(workspace)
                        .ifPresent(excess ->
                                cancellation.request(
                                        new CancellationToken.Request(
                                                FailureKind.AGENT_ERROR,
                                                "The agent was stopped: " + excess,
                                                grace,
                                                false)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        forwarding.cancel(false);
        ended.countDown();
    }
}

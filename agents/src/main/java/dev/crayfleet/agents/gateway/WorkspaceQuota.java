package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.FailureKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stops an attempt that takes more than it may: a Gateway works for many, so the system cannot be
 * told what one of them may take. Owns its thread, and has none where nothing is limited.
 */
final class WorkspaceQuota implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final CancellationToken stop = new CancellationToken();
    private final CountDownLatch over = new CountDownLatch(1);
    private final CompletableFuture<Void> listening;

    /**
     * @param asked heeded as well
     * @param grace how long it may take to end where it took too much
     */
    WorkspaceQuota(
            GatewayExecutor.Host host,
            Workspace workspace,
            CancellationToken asked,
            Duration grace) {
        this.listening = asked.future().thenAccept(stop::request);
        if (host.limits()) {
            Thread.ofVirtual()
                    .name(workspace.agent() + "-watch")
                    .start(() -> watch(host, workspace, grace));
        }
    }

    /** What stops the attempt: who asked, or what is too much. */
    CancellationToken stop() {
        return stop;
    }

    private void watch(GatewayExecutor.Host host, Workspace workspace, Duration grace) {
        try {
            while (!over.await(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
                host.excess(workspace)
                        .ifPresent(what ->
                                stop.request(
                                        new CancellationToken.Request(
                                                FailureKind.AGENT_ERROR,
                                                "The agent was stopped: " + what,
                                                grace,
                                                false)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        listening.cancel(false);
        over.countDown();
    }
}

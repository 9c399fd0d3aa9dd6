package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.safety.Secrets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the processes of a Gateway of the runner's own: why there is none that is ready,
 * and whether there will be one. Written by one thread, read by many.
 */
final class OwnedGatewayState {
    private static final Logger LOG = LoggerFactory.getLogger(OwnedGatewayState.class);

    /** Its exit code when it refuses its configuration: starting it again is of no use. */
    private static final int EX_CONFIG = 78;

    /** So many processes that end one after the other are not a matter of chance. */
    private static final int FAILED_STARTS = 2;

    /** On a busy machine. */
    private static final Duration USUAL_START = Duration.ofSeconds(60);

    private final Secrets secrets;
    private final OpenClawGatewayLog output;
    private String lastReported = "";
    private volatile boolean misconfigured;

    /** Processes that ended soon after their start, since one that did not. */
    private volatile int failedStarts;

    private volatile String problem = "it is being started";
    private volatile long startNanos = System.nanoTime();

    /**
     * @param output of its processes
     */
    OwnedGatewayState(Secrets secrets, OpenClawGatewayLog output) {
        this.secrets = secrets;
        this.output = output;
    }

    /** For people. */
    String problem() {
        return problem;
    }

    /** Whether somebody has to change its configuration first. */
    boolean isMisconfigured() {
        return misconfigured;
    }

    boolean isFailingToStart() {
        return failedStarts >= FAILED_STARTS;
    }

    void started() {
        startNanos = System.nanoTime();
        problem = "it is not ready yet";
    }

    /** Whether the present process may still be starting. */
    boolean isStarting() {
        return System.nanoTime() - startNanos < USUAL_START.toNanos();
    }

    /** The process has lived longer than it takes to refuse a configuration. */
    void configurationAccepted() {
        misconfigured = false;
    }

    /**
     * No process could be started.
     *
     * @param why an IllegalArgumentException where a configuration cannot be understood, which
     *     stays so until a person changes it
     */
    void notStarted(Exception why) {
        misconfigured = why instanceof IllegalArgumentException;
        problem =
                "it cannot be started: "
                        + (why.getMessage() == null
                                ? "the runner's log says why"
                                : why.getMessage());
        LOG.warn("the gateway: {}", problem);
        LOG.debug("stack trace", why);
    }

    /**
     * A process has ended by itself. What it printed is not repeated where one after the other ends
     * in the same way.
     *
     * @param lastWords may be empty
     * @param wasStable whether that had nothing to do with its start
     */
    void ended(int exitCode, String lastWords, boolean wasStable) {
        misconfigured = exitCode == EX_CONFIG;
        problem =
                "it ended with exit code %d.%s"
                        .formatted(
                                exitCode,
                                lastWords.isEmpty()
                                        ? ""
                                        : " Its last words: " + secrets.mask(lastWords));
        LOG.warn("the gateway is gone: {}", problem);
        if (wasStable || !problem.equals(lastReported)) {
            output.report();
            lastReported = problem;
        }
        failedStarts = wasStable ? 0 : Math.min(failedStarts + 1, FAILED_STARTS);
    }
}

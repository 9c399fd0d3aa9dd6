package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.openclaw.Envelope;
import dev.crayfleet.contract.RunOutcome.Failed;
import org.jspecify.annotations.Nullable;

/** How a run in a Gateway ended. */
sealed interface OpenClawGatewayRunResult {
    /** The Gateway never gave a final answer. */
    record Unanswered(Failed failure) implements OpenClawGatewayRunResult {}

    /**
     * @param failureCode OpenClaw's code for what failed, or empty
     * @param stopped why it was stopped; absent where it ended by itself
     */
    record Answered(Envelope answer, String failureCode, @Nullable Failed stopped)
            implements OpenClawGatewayRunResult {}
}

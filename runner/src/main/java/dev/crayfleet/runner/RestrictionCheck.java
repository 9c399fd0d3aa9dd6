package dev.crayfleet.runner;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.runner.config.ExecutorChoice;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Whether agents can be restricted as the settings ask. Where they cannot, the runner does not
 * start: agents that may do more than is meant are never used instead.
 */
final class RestrictionCheck {
    private RestrictionCheck() {}

    /**
     * @param hasOpenClaw asked only where {@code auto} leaves the choice to the runner
     * @throws IllegalArgumentException with a sentence for people, if this executor cannot restrict
     *     its agents
     */
    static void require(ExecutorChoice choice, AgentMode mode, BooleanSupplier hasOpenClaw) {
        if (mode == AgentMode.FULL) {
            return;
        }
        switch (choice) {
            case OPENCLAW_EXEC, OPENCLAW_GATEWAY -> {}
            case AUTO -> {
                if (!hasOpenClaw.getAsBoolean()) {
                    throw unrestrictable(
                            "demo",
                            "Install OpenClaw (npm install -g openclaw) or say where it is with OPENCLAW_BIN.");
                }
            }
            case DEMO, NOOP ->
                    throw unrestrictable(
                            choice.name().toLowerCase(Locale.ROOT),
                            "Say full for its pools, in crayfleet.runner.modes.");
            case COMMAND ->
                    throw unrestrictable(
                            "command",
                            "What that program may do is said in its own words, in crayfleet.runner.command; then say full for its pools, in crayfleet.runner.modes.");
        }
    }

    private static IllegalArgumentException unrestrictable(String executor, String advice) {
        return new IllegalArgumentException(
                "mode=restricted is OpenClaw's own policy, and executor=%s does not know it. %s"
                        .formatted(executor, advice));
    }
}

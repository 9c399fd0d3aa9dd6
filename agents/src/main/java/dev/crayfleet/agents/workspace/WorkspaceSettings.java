package dev.crayfleet.agents.workspace;

import dev.crayfleet.contract.Limits;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where agents work, and what is kept of it.
 *
 * @param folder of all agents; made if it is missing
 * @param template of AGENTS.md, the user's own; absent for the built-in one
 * @param tools the user's own TOOLS.md, which agents get a copy of; absent for none
 * @param retention how long the folder of a success is kept
 * @param failedRetention how long that of a failure is kept; zero for ever
 * @param summaryChars the longest summary, 100 to {@link Limits#SUMMARY_CHARS}
 * @param logBytes of agent-output.log, at least 1,000
 * @param maxBytes of all workspaces together, above which the oldest are deleted; 0 for no limit
 */
public record WorkspaceSettings(
        Path folder,
        @Nullable Path template,
        @Nullable Path tools,
        Duration retention,
        Duration failedRetention,
        int summaryChars,
        long logBytes,
        long maxBytes) {
    /**
     * @throws IllegalArgumentException if a number is out of range
     */
    public WorkspaceSettings {
        folder = folder.toAbsolutePath().normalize();
        if (summaryChars < 100 || summaryChars > Limits.SUMMARY_CHARS) {
            throw new IllegalArgumentException(
                    "summary-max-length %d is outside 100 to %d"
                            .formatted(summaryChars, Limits.SUMMARY_CHARS));
        }
        if (logBytes < 1_000) {
            throw new IllegalArgumentException("log-bytes " + logBytes + " is below 1000");
        }
        if (maxBytes < 0) {
            throw new IllegalArgumentException("workers-max-mb is below 0");
        }
        template = outside(template, folder, "agents-md-template");
        tools = outside(tools, folder, "tools-md");
        if (retention.isNegative() || failedRetention.isNegative()) {
            throw new IllegalArgumentException("the retention of workspaces is negative");
        }
    }

    private static @Nullable Path outside(@Nullable Path file, Path folder, String setting) {
        if (file != null && file.toAbsolutePath().normalize().startsWith(folder)) {
            throw new IllegalArgumentException(
                    "%s is %s, in the folder that agents work in, where one could write what the next is told. Move it elsewhere."
                            .formatted(setting, file));
        }
        return file;
    }
}

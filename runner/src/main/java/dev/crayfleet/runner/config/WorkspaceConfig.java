package dev.crayfleet.runner.config;

import dev.crayfleet.agents.workspace.WorkspaceSettings;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings below {@code crayfleet.runner}: where agents work, and what is kept of it.
 *
 * @param workers ({@code WORKERS_DIR}) the folder that agents work in
 * @param agentsMdTemplate ({@code AGENTS_MD_TEMPLATE}) the user's own AGENTS.md; empty for ours
 * @param toolsMd ({@code TOOLS_MD}) the user's own TOOLS.md, which agents get a copy of
 * @param workerRetentionHours ({@code WORKER_RETENTION_HOURS}) how long the folder of a success is
 *     kept
 * @param failedRetentionHours how long that of a failure is kept; 0 for ever
 * @param workersMaxMb of all those folders together, above which the oldest go; 0 for any
 * @param summaryMaxLength ({@code SUMMARY_MAX_LENGTH}) characters of SUMMARY.txt, 100 to 2,000
 * @param logBytes of agent-output.log and agent-output.log.1 together
 */
@ConfigurationProperties(SettingText.PREFIX)
public record WorkspaceConfig(
        @Value("${crayfleet.runner.workers:workers.dir:workers}") String workers,
        @Value("${crayfleet.runner.agents-md-template:agents.md.template:}")
                String agentsMdTemplate,
        @Value("${crayfleet.runner.tools-md:tools.md:}") String toolsMd,
        @Value("${crayfleet.runner.worker-retention-hours:worker.retention.hours:24}")
                String workerRetentionHours,
        @Bindable(defaultValue = "168") String failedRetentionHours,
        @Bindable(defaultValue = "10240") String workersMaxMb,
        @Value("${crayfleet.runner.summary-max-length:summary.max.length:2000}")
                String summaryMaxLength,
        @Bindable(defaultValue = "10485760") String logBytes) {
    static final long MIB_BYTES = 1024L * 1024;

    /**
     * @param home of the user, for {@code ~/}
     */
    public WorkspaceSettings settings(Path home) {
        return new WorkspaceSettings(
                SettingText.path(workers, home),
                SettingText.optionalPath(agentsMdTemplate, home),
                SettingText.optionalPath(toolsMd, home),
                Duration.ofHours(
                        SettingText.number("worker-retention-hours", workerRetentionHours)),
                Duration.ofHours(
                        SettingText.number("failed-retention-hours", failedRetentionHours)),
                SettingText.smallNumber("summary-max-length", summaryMaxLength),
                SettingText.number("log-bytes", logBytes),
                SettingText.number("workers-max-mb", workersMaxMb) * MIB_BYTES);
    }
}

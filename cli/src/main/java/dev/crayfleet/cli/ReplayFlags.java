package dev.crayfleet.cli;

import dev.crayfleet.contract.PastTimes;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.kafka.replay.ReplayFilter;
import dev.crayfleet.kafka.replay.ReplayLog;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which ended tasks {@code crayfleet replay} means, where it is given no id. */
@Command
final class ReplayFlags {
    /** About 1 KiB of memory each. */
    static final int MAX_FOUND = 50_000;

    @Option(names = "--failed", description = "all tasks that have failed, also long ago")
    private boolean failed;

    @Option(names = "--expired", description = "all that no runner took in time")
    private boolean expired;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "that ended since then: 2h or 3d ago, 2026-01-02, 2026-01-02T15:00")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "that ended before then")
    private @Nullable String until;

    @Option(
            names = "--reason",
            description =
                    "timeout, transient, quota, lost, permanent or agent-error; or a part of the reason")
    private @Nullable String reason;

    @Option(names = "--requester", description = "of this requester, by id or name")
    private @Nullable String requester;

    @Option(
            names = "--limit",
            defaultValue = "10000",
            description = "at most so many, those that ended first (${DEFAULT-VALUE})")
    private int limit;

    @Option(names = "--again", description = "also those that were replayed before")
    private boolean again;

    boolean isGiven() {
        return failed || expired;
    }

    /** What makes no sense with an id; null if there is nothing. */
    @Nullable String strayOption() {
        if (since != null) {
            return "--since";
        }
        if (until != null) {
            return "--until";
        }
        if (reason != null) {
            return "--reason";
        }
        if (requester != null) {
            return "--requester";
        }
        return again ? "--again" : null;
    }

    /**
     * @throws IllegalArgumentException with a sentence for people
     */
    ReplayFilter toFilter(@Nullable String agent, Instant now, ZoneId zone) {
        FilterValue.check("--since", since);
        FilterValue.check("--until", until);
        FilterValue.check("--reason", reason);
        FilterValue.check("--requester", requester);
        FilterValue.check("--agent", agent);
        Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
        if (failed) {
            statuses.add(TaskStatus.FAILED);
        }
        if (expired) {
            statuses.add(TaskStatus.EXPIRED);
        }
        return new ReplayFilter(
                statuses,
                since == null ? null : PastTimes.parse(since, now, zone),
                until == null ? null : PastTimes.parse(until, now, zone),
                reason,
                agent == null ? null : new Pool(agent),
                requester);
    }

    /**
     * @throws IllegalArgumentException with a sentence for people
     */
    ReplayLog.Bounds toBounds() {
        return new ReplayLog.Bounds(again, limit, MAX_FOUND);
    }
}

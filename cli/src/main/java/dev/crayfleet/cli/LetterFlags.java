package dev.crayfleet.cli;

import dev.crayfleet.contract.PastTimes;
import dev.crayfleet.kafka.letters.LetterFilter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which dead letters a command means. */
@Command
final class LetterFlags {
    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "written since then: 2h or 3d ago, 2026-01-02, 2026-01-02T15:00")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "written before then")
    private @Nullable String until;

    @Option(names = "--topic", description = "that were on this topic: tasks, results, …")
    private @Nullable String topic;

    @Option(names = "--reason", description = "whose reason has this in it")
    private @Nullable String reason;

    boolean isGiven() {
        return since != null || until != null || topic != null || reason != null;
    }

    /**
     * @param withDone whether those are meant that were replayed or dropped
     * @throws IllegalArgumentException with a sentence for people
     */
    LetterFilter toFilter(Set<Long> numbers, boolean withDone) {
        FilterValue.check("--since", since);
        FilterValue.check("--until", until);
        FilterValue.check("--topic", topic);
        FilterValue.check("--reason", reason);
        Instant now = Instant.now();
        ZoneId zone = ZoneId.systemDefault();
        return new LetterFilter(
                numbers,
                since == null ? null : PastTimes.parse(since, now, zone),
                until == null ? null : PastTimes.parse(until, now, zone),
                topic,
                reason,
                withDone);
    }
}

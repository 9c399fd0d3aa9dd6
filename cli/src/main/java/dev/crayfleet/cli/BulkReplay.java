package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.replay.LaneAnswers;
import dev.crayfleet.kafka.replay.ReplayFilter;
import dev.crayfleet.kafka.replay.ReplayLog;
import dev.crayfleet.kafka.replay.ReplayPlan;
import dev.crayfleet.kafka.replay.ReplayReport;
import dev.crayfleet.kafka.replay.ReplaySender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Replays many tasks from the topics, without a dispatcher: searches, shows what would be done,
 * asks, writes the new tasks, and tells what the lanes refuse.
 */
final class BulkReplay {
    private static final String CLIENT = "crayfleet-cli-replay";
    private static final Duration SEARCH_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration SEND_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_REFUSALS_SHOWN = 5;

    private final KafkaSettings settings;
    private final Terminal out;
    private final InstantSource clock = InstantSource.system();

    BulkReplay(KafkaSettings settings, Terminal out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * How it is carried out.
     *
     * @param isDryRun whether nothing is done
     * @param isConfirmed whether nobody is asked
     * @param isJson whether programs read the answer
     */
    record Manner(boolean isDryRun, boolean isConfirmed, boolean isJson) {}

    /**
     * @return the exit code
     * @throws IllegalArgumentException with a sentence for people, if it is refused
     * @throws UnreachableException with a sentence for people, if Kafka is away
     */
    int run(
            ReplayFilter filter,
            ReplayLog.Bounds bounds,
            ReplaySender.Changes changes,
            Manner manner) {
        if (manner.isJson() && !manner.isDryRun() && !manner.isConfirmed()) {
            throw new IllegalArgumentException(
                    "with --json nobody is asked: add --yes or --dry-run");
        }
        FleetAddresses.check(null, settings.bootstrap());
        try {
            ReplayPlan plan = search(filter, bounds);
            if (!manner.isJson()) {
                show(plan);
            }
            boolean isDone = !manner.isDryRun() && plan.replays() > 0;
            if (isDone && !isConfirmed(plan, manner)) {
                out.progress("nothing is replayed");
                return Crayfleet.REFUSED;
            }
            int exitCode = isDone ? send(plan, changes, manner) : 0;
            if (manner.isJson()) {
                ReplayReport report = ReplayReport.of(plan, manner.isDryRun(), bounds.maxFound());
                out.text(new String(new Codec().encodeRecord(report), StandardCharsets.UTF_8));
            }
            return exitCode;
        } catch (KafkaRequestException e) {
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private ReplayPlan search(ReplayFilter filter, ReplayLog.Bounds bounds)
            throws KafkaRequestException, InterruptedException {
        try (ProgressBar bar = out.progressBar("searching")) {
            return new ReplayLog(settings, CLIENT)
                    .search(filter, bounds, Deadline.after(SEARCH_TIMEOUT), bar);
        }
    }

    private void show(ReplayPlan plan) {
        if (!plan.tasks().isEmpty()) {
            out.table(ReplayTable.rows(plan, clock.instant()));
        }
        out.line(ReplayTable.summary(plan));
    }

    private static boolean isConfirmed(ReplayPlan plan, Manner manner) {
        return Confirmation.ask(
                "Replay " + ReplayTable.tasks(plan.replays()), manner.isConfirmed());
    }

    private int send(ReplayPlan plan, ReplaySender.Changes changes, Manner manner)
            throws KafkaRequestException, InterruptedException {
        FleetAddresses.warnIfUnsigned(settings, out);
        LaneAnswers lanes = LaneAnswers.listen(settings, CLIENT, Deadline.after(ANSWER_TIMEOUT));
        ReplaySender.Sent sent;
        try (ProgressBar bar = out.progressBar("replaying");
                ReplaySender sender = ReplaySender.open(settings, CLIENT, clock)) {
            sent = sender.send(plan, changes, Deadline.after(SEND_TIMEOUT), bar);
        }
        if (!manner.isJson()) {
            out.line("replayed " + ReplayTable.tasks(sent.sent().size()));
        }
        if (!sent.gone().isEmpty()) {
            out.error(
                    "%,d tasks are not replayed, because their records have just gone: %s"
                            .formatted(sent.gone().size(), sent.gone().getFirst()));
        }
        LaneAnswers.Answer answer = lanes.await(sent.sent(), Deadline.after(ANSWER_TIMEOUT));
        tell(answer);
        return sent.gone().isEmpty() && answer.refused().isEmpty() ? 0 : Crayfleet.FAILED;
    }

    private void tell(LaneAnswers.Answer answer) {
        if (!answer.refused().isEmpty()) {
            out.error(
                    "%,d of them were refused, and lie on crayfleet.dead-letters:"
                            .formatted(answer.refused().size()));
            answer.refused().entrySet().stream()
                    .limit(MAX_REFUSALS_SHOWN)
                    .forEach(each -> out.error(each.getKey() + ": " + each.getValue()));
        } else if (!answer.isDecided()) {
            out.progress(
                    "no dispatcher has decided on them yet: they wait in Kafka. crayfleet dead-letters list shows what is refused");
        }
    }
}

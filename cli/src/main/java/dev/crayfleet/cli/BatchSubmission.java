package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.cli.submission.BatchFile;
import dev.crayfleet.cli.submission.SubmitWay;
import dev.crayfleet.cli.submission.SubmittableTask;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.kafka.Progress;
import java.util.HashMap;
import java.util.Map;

/**
 * Submits the tasks of a file, in its order: reads all of it once to see whether it is right, and
 * once more to send it. Whoever is interrupted in between starts anew, which doubles nothing.
 */
final class BatchSubmission {
    /** What fails over so many tasks one after the other is not the fault of one of them. */
    private static final int MAX_FAILURES_IN_A_ROW = 5;

    private static final String CHANGED = "the file was changed while it was read";

    private final BatchFile file;
    private final WayFlags.Way way;
    private final BatchReport report;
    private final Terminal out;

    /** Of the tasks that will be submitted. */
    private final Map<TaskId, String> fingerprints = new HashMap<>();

    private int failuresInARow;

    BatchSubmission(BatchFile file, WayFlags.Way way, BatchReport report, Terminal out) {
        this.file = file;
        this.way = way;
        this.report = report;
        this.out = out;
    }

    /**
     * @param skipInvalid whether lines that are no tasks keep the others from being submitted
     * @return the exit code
     * @throws IllegalArgumentException with a sentence for people, if nothing is submitted
     */
    int submit(boolean skipInvalid) {
        check();
        if (report.refused() > 0 && !skipInvalid) {
            report.tellRefused();
            throw new IllegalArgumentException(
                    "%s, and so nothing of the file is; --skip-invalid submits the others"
                            .formatted(
                                    report.refused() == 1
                                            ? "a line is no task"
                                            : "%,d lines are no tasks"
                                                    .formatted(report.refused())));
        }
        if (fingerprints.isEmpty()) {
            report.tellRefused();
            throw new IllegalArgumentException("there is no task in the file");
        }
        FleetAddresses.check(
                way.isKafka() ? null : way.ingest(),
                way.isKafka() ? way.kafka().bootstrap() : null);
        try (SubmitWay open = way.open(out)) {
            try (ProgressBar bar = out.progressBar("looking for them in Kafka")) {
                open.lookUp(fingerprints, bar);
            }
            send(open);
        } catch (IllegalStateException broken) {
            report.tell();
            out.error(broken.getMessage());
            out.error(
                    "broken off at line %,d. Submit the file again: what is there is not done twice"
                            .formatted(report.next()));
            return broken instanceof UnreachableException
                    ? CommandLines.UNREACHABLE
                    : CommandLines.FAILED;
        }
        report.tell();
        return report.refused() == 0 ? 0 : CommandLines.FAILED;
    }

    private void check() {
        try (ProgressBar bar = out.progressBar("reading")) {
            file.read(
                    new BatchFile.Visitor() {
                        @Override
                        public void task(long line, TaskId id, SubmittableTask task) {
                            fingerprints.put(id, task.fingerprint());
                        }

                        @Override
                        public void refused(long line, String reason) {
                            report.refused(line, reason);
                        }
                    },
                    bar);
        }
    }

    private void send(SubmitWay open) {
        boolean wasRight = report.refused() == 0;
        try (ProgressBar bar = out.progressBar("submitting")) {
            file.read(
                    new BatchFile.Visitor() {
                        @Override
                        public void task(long line, TaskId id, SubmittableTask task) {
                            report.at(line);
                            if (task.fingerprint().equals(fingerprints.get(id))) {
                                send(open, line, id, task);
                            } else {
                                report.refused(line, CHANGED);
                            }
                            bar.at(report.submitted(), fingerprints.size());
                        }

                        @Override
                        public void refused(long line, String reason) {
                            // Else it was refused when the file was checked.
                            if (wasRight) {
                                report.refused(line, reason);
                            }
                        }
                    },
                    Progress.NONE);
        } catch (IllegalArgumentException unreadable) {
            // Some tasks may be submitted, so that is no refusal.
            throw new IllegalStateException(unreadable.getMessage(), unreadable);
        }
        long gone = fingerprints.size() - report.submitted();
        if (gone > 0) {
            throw new IllegalStateException(
                    "%,d of %,d tasks that the file had are no longer in it: %s"
                            .formatted(gone, fingerprints.size(), CHANGED));
        }
    }

    private void send(SubmitWay open, long line, TaskId id, SubmittableTask task) {
        try {
            if (open.submit(id, task)) {
                report.known(line, id);
            } else {
                report.accepted(line, id);
            }
            failuresInARow = 0;
        } catch (IllegalArgumentException refusal) {
            report.refused(line, id, String.valueOf(refusal.getMessage()));
            failuresInARow = 0;
        } catch (FleetHttp.FailedException e) {
            failuresInARow++;
            if (failuresInARow == MAX_FAILURES_IN_A_ROW) {
                throw e;
            }
            // Ingest failed over this task; the others are not to blame.
            report.refused(line, id, String.valueOf(e.getMessage()));
        }
    }
}

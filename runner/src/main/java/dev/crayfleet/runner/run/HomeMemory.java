package dev.crayfleet.runner.run;

import dev.crayfleet.agents.home.AgentHome;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.runner.run.TaskPreparer.PreparedTask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings what an agent has noted down into its home, and says in the report what could not be. */
final class HomeMemory {
    private static final int MAX_NOTE_CHARS = 300;

    private HomeMemory() {}

    /**
     * @param result of an attempt whose agent has ended; unless it is a success, nothing is kept
     * @return the same with notes
     */
    static AttemptResult kept(
            AttemptResult result,
            PreparedTask task,
            CancellationToken cancellation,
            Secrets secrets) {
        AgentHome home = task.home();
        if (home == null) {
            return result;
        }
        List<String> notes = new ArrayList<>(home.notes());
        // What was to be stopped is not to change anything, also where it was quicker.
        if (result.outcome() instanceof RunOutcome.Succeeded
                && cancellation.requested().isEmpty()) {
            home.keepMemory(task.workspace(), secrets).ifPresent(notes::add);
        }
        return new AttemptResult(
                result.outcome(), withNotes(result.report(), notes, secrets), result.duration());
    }

    private static @Nullable RunReport withNotes(
            @Nullable RunReport report, List<String> more, Secrets secrets) {
        if (report == null || more.isEmpty()) {
            return report;
        }
        List<String> notes = new ArrayList<>(report.notes());
        more.forEach(
                note -> notes.add(Limits.cut(Texts.oneLine(secrets.mask(note)), MAX_NOTE_CHARS)));
        return new RunReport(
                report.workspace(), report.spend(), report.answer(), report.duration(), notes);
    }
}

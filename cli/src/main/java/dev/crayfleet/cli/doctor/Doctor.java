package dev.crayfleet.cli.doctor;

import dev.crayfleet.cli.doctor.Inquiry.Outcome;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs all checks at the same time, so that one that gets no answer costs the others nothing, and
 * ends when the time is over.
 */
public final class Doctor {
    /** How long it may take altogether. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Doctor() {}

    /**
     * What was found in one area.
     *
     * @param area a heading
     */
    public record Section(String area, List<Finding> findings) {
        public Section {
            findings = List.copyOf(findings);
        }
    }

    /** Looks at everything that the subject names. Returns within {@link #TIMEOUT}. */
    public static List<Section> examine(Subject subject) throws InterruptedException {
        return run(subject.checks(), TIMEOUT);
    }

    static List<Section> run(List<Check> checks, Duration timeout) throws InterruptedException {
        try (Inquiry inquiry = new Inquiry(timeout)) {
            List<Inquiry.Question<List<Finding>>> running =
                    checks.stream().map(check -> inquiry.ask(check::run)).toList();
            List<Outcome<List<Finding>>> outcomes = Inquiry.outcomes(running);
            List<Section> sections = new ArrayList<>();
            for (int i = 0; i < checks.size(); i++) {
                sections.add(new Section(checks.get(i).area(), findings(outcomes.get(i))));
            }
            return List.copyOf(sections);
        }
    }

    private static List<Finding> findings(Outcome<List<Finding>> outcome) {
        return switch (outcome) {
            case Outcome.Answered<List<Finding>>(List<Finding> found) -> found;
            case Outcome.Late<List<Finding>>(Duration timeout) ->
                    List.of(
                            Finding.error(
                                    "This was not looked at to the end within %s: something there does not answer."
                                            .formatted(ReadableTimes.duration(timeout))));
            case Outcome.Failed<List<Finding>>(String why) ->
                    List.of(Finding.error("This could not be looked at: %s".formatted(why)));
        };
    }
}

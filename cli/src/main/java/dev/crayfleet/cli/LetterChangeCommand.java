package dev.crayfleet.cli;

import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.letters.LetterState;
import dev.crayfleet.kafka.letters.LetterSummary;
import dev.crayfleet.kafka.letters.LetterWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What replaying and dropping dead letters have in common: which ones, and whether one is asked.
 */
@Command
abstract class LetterChangeCommand extends LetterCommand {
    @Parameters(paramLabel = "NUMBER", arity = "0..*", description = "as list shows them")
    private List<Long> numbers = new ArrayList<>();

    @Mixin private LetterFlags flags = new LetterFlags();

    @Option(names = "--all", description = "all that are open")
    private boolean all;

    @Option(names = "--dry-run", description = "only shows what it would do")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "does not ask")
    private boolean yes;

    @Override
    KafkaSettings kafka(FleetAddresses fleet, @Nullable String option) {
        return fleet.kafkaToWrite(option);
    }

    @Override
    final int run(KafkaSettings settings, Terminal out)
            throws KafkaRequestException, InterruptedException {
        if (numbers.isEmpty() && !flags.isGiven() && !all) {
            throw new IllegalArgumentException(
                    "say which dead letters: their numbers, or --all, --since, --topic, --reason");
        }
        Map<Long, byte[]> edited = edit(settings, new LinkedHashSet<>(numbers), out);
        List<LetterSummary> meant =
                search(
                        settings,
                        flags.toFilter(new LinkedHashSet<>(numbers), !numbers.isEmpty()),
                        out);
        if (meant.isEmpty()) {
            out.line("no dead letters");
            return numbers.isEmpty() ? 0 : Crayfleet.REFUSED;
        }
        out.table(LetterLines.table(meant, Instant.now()));
        if (dryRun) {
            return 0;
        }
        String what = meant.size() == 1 ? "it" : "%,d dead letters".formatted(meant.size());
        if (!Confirmation.ask(question(what), yes)) {
            out.progress("nothing is done");
            return Crayfleet.REFUSED;
        }
        Set<Long> asked = meant.stream().map(LetterSummary::number).collect(Collectors.toSet());
        if (!flags.isGiven()) {
            // Those that are not there are told of.
            asked.addAll(numbers);
        }
        try (LetterWriter writer =
                        LetterWriter.open(
                                settings, CLIENT, isVouchedFor(settings, numbers.isEmpty()));
                ProgressBar bar = out.progressBar("writing")) {
            return tell(change(writer, asked, edited, bar), asked, out);
        }
    }

    /** Whether that is to be done, without a question mark. */
    abstract String question(String what);

    /**
     * Whether a person says that those without a signature are genuine.
     *
     * @param areMany whether no number was named
     * @throws IllegalArgumentException with a sentence for people, if there is no key for that, or
     *     they cannot have been looked at
     */
    boolean isVouchedFor(KafkaSettings settings, boolean areMany) {
        return false;
    }

    /** What a person writes instead of some letters, before anything is done. */
    abstract Map<Long, byte[]> edit(KafkaSettings settings, Set<Long> meant, Terminal out)
            throws KafkaRequestException, InterruptedException;

    abstract LetterWriter.Outcome change(
            LetterWriter writer, Set<Long> meant, Map<Long, byte[]> edited, ProgressBar bar)
            throws KafkaRequestException, InterruptedException;

    private static int tell(LetterWriter.Outcome outcome, Set<Long> asked, Terminal out) {
        Set<Long> unknown = new TreeSet<>(asked);
        unknown.removeAll(outcome.done().keySet());
        for (LetterSummary each : outcome.doneBefore()) {
            unknown.remove(each.number());
            out.error(
                    each.state() instanceof LetterState.Replayed replayed
                            ? "dead letter %d was replayed by %s before; --again insists"
                                    .formatted(each.number(), replayed.by())
                            : "dead letter %d was dropped before".formatted(each.number()));
        }
        outcome.refused()
                .forEach((number, why) -> {
                    unknown.remove(number);
                    out.error("dead letter %d is not put back: %s".formatted(number, why));
                });
        unknown.forEach(each -> out.error("there is no dead letter %d".formatted(each)));
        new TreeMap<>(outcome.done())
                .forEach((number, place) ->
                        out.line(
                                place.isEmpty()
                                        ? "dropped " + number
                                        : "put %d back: %s".formatted(number, place)));
        boolean isAll = outcome.doneBefore().isEmpty() && outcome.refused().isEmpty();
        return isAll && unknown.isEmpty() ? 0 : Crayfleet.REFUSED;
    }
}

package dev.crayfleet.cli;

import dev.crayfleet.cli.machine.CurrentUser;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.letters.Letter;
import dev.crayfleet.kafka.letters.LetterLog;
import dev.crayfleet.kafka.letters.LetterSummary;
import dev.crayfleet.kafka.letters.LetterWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crayfleet dead-letters}: records that were given up, and what becomes of them. */
@Command(
        name = "dead-letters",
        description = "Lists, shows, puts back or drops records that could not be handled.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {
            DeadLetterCommands.ListLetters.class,
            DeadLetterCommands.Show.class,
            LetterReplayCommand.class,
            DeadLetterCommands.Drop.class
        })
final class DeadLetterCommands implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "What is to be done: list, show, replay or drop?");
        }
    }

    @Command(name = "list", description = "Lists those that wait for somebody, the oldest first.")
    static final class ListLetters extends LetterCommand {
        @Mixin private LetterFlags flags = new LetterFlags();

        @Option(names = "--all", description = "also those that were replayed or dropped")
        private boolean all;

        @Option(
                names = "--limit",
                defaultValue = "50",
                description = "the last so many (${DEFAULT-VALUE})")
        private int limit;

        @Option(names = "--json", description = "as JSON")
        private boolean json;

        @Override
        int run(KafkaSettings settings, Terminal out)
                throws KafkaRequestException, InterruptedException {
            if (limit < 1) {
                throw new IllegalArgumentException("--limit %d is below 1".formatted(limit));
            }
            List<LetterSummary> found = search(settings, flags.toFilter(Set.of(), all), out);
            List<LetterSummary> last =
                    found.subList(Math.max(0, found.size() - limit), found.size());
            if (json) {
                out.json(LetterLines.json(last));
            } else if (last.isEmpty()) {
                out.line("no dead letters");
            } else {
                out.table(LetterLines.table(last, Instant.now()));
                if (last.size() < found.size()) {
                    out.line("the last %,d of %,d".formatted(last.size(), found.size()));
                }
            }
            return 0;
        }
    }

    @Command(name = "show", description = "Shows the whole of one.")
    static final class Show extends LetterCommand {
        @Parameters(paramLabel = "NUMBER", description = "as list shows it")
        private long number;

        @Override
        int run(KafkaSettings settings, Terminal out)
                throws KafkaRequestException, InterruptedException {
            LetterLines.sheet(letter(settings, number), Instant.now()).forEach(out::text);
            return 0;
        }
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if there is none
     */
    static Letter letter(KafkaSettings settings, long number)
            throws KafkaRequestException, InterruptedException {
        return new LetterLog(settings, LetterCommand.CLIENT)
                .letter(number, LetterCommand.deadline())
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no dead letter %d".formatted(number)));
    }

    @Command(
            name = "drop",
            description = "Notes that records need no more attention; they stay on their topic.")
    static final class Drop extends LetterChangeCommand {
        @Override
        String question(String what) {
            return "Drop " + what;
        }

        @Override
        Map<Long, byte[]> edit(KafkaSettings settings, Set<Long> meant, Terminal out) {
            return Map.of();
        }

        @Override
        LetterWriter.Outcome change(
                LetterWriter writer, Set<Long> meant, Map<Long, byte[]> edited, ProgressBar bar)
                throws KafkaRequestException, InterruptedException {
            return writer.drop(meant, CurrentUser.name(), deadline(), bar);
        }
    }
}

package dev.crayfleet.cli;

import dev.crayfleet.cli.machine.CurrentUser;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.letters.Letter;
import dev.crayfleet.kafka.letters.LetterWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dead-letters replay}: puts records back, after an edit if one is asked for. */
@Command(
        name = "replay",
        description = "Puts records back to their topics, each once, and notes it.")
final class LetterReplayCommand extends LetterChangeCommand {
    @Option(
            names = {"-e", "--edit"},
            description = "opens $VISUAL or $EDITOR on each before it goes back")
    private boolean edit;

    @Option(names = "--again", description = "also those that were replayed or dropped before")
    private boolean again;

    @Option(
            names = "--sign",
            description = {
                "signs tasks anew, with the key in",
                "$CRAYFLEET_SIGNING_KEYS_FILE: you say that they are genuine"
            })
    private boolean sign;

    @Override
    boolean isVouchedFor(KafkaSettings settings, boolean areMany) {
        if (sign && areMany) {
            throw new IllegalArgumentException(
                    "--sign is for dead letters that you have looked at: name their numbers");
        }
        if (sign && settings.signing().keys().isEmpty()) {
            throw new IllegalArgumentException(
                    "--sign needs a key: name the file in CRAYFLEET_SIGNING_KEYS_FILE");
        }
        return sign;
    }

    @Override
    String question(String what) {
        return "Put " + what + " back";
    }

    @Override
    Map<Long, byte[]> edit(KafkaSettings settings, Set<Long> meant, Terminal out)
            throws KafkaRequestException, InterruptedException {
        Map<Long, byte[]> edited = new HashMap<>();
        if (edit) {
            TextEditor editor = TextEditor.of(System.getenv());
            if (meant.isEmpty()) {
                throw new IllegalArgumentException(
                        "--edit is for dead letters that are named by their numbers");
            }
            for (long number : meant) {
                edited.put(number, edit(editor, DeadLetterCommands.letter(settings, number), out));
            }
        }
        return edited;
    }

    /** Once more and once more, until it can go back or the person gives up. */
    private static byte[] edit(TextEditor editor, Letter letter, Terminal out) {
        byte[] before = letter.value();
        while (true) {
            byte[] after = editor.edit(before);
            Optional<String> objection = letter.edited(after).objection();
            if (objection.isEmpty()) {
                return after;
            }
            if (Arrays.equals(before, after)) {
                throw new IllegalArgumentException(
                        "dead letter %d is not put back: %s"
                                .formatted(letter.summary().number(), objection.get()));
            }
            out.error(objection.get());
            before = after;
        }
    }

    @Override
    LetterWriter.Outcome change(
            LetterWriter writer, Set<Long> meant, Map<Long, byte[]> edited, ProgressBar bar)
            throws KafkaRequestException, InterruptedException {
        return writer.replay(meant, edited, again, CurrentUser.name(), deadline(), bar);
    }
}

package dev.crayfleet.cli;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The task, as it stands on a command line. */
final class TaskText {
    /** UTF-16 takes up to twice the room of UTF-8, and has a mark. */
    private static final int MOST_READ = 2 * Limits.FILE_BYTES + 4;

    private static final String USAGE = "crayfleet submit \"Calculate 25 × 4\"";

    private TaskText() {}

    /**
     * @param words what stands there besides options
     * @param quoted whether they stand behind {@code --}, so that none was meant as an option
     * @param standardInput read where the task is {@code -}
     * @throws IllegalArgumentException with a sentence for people, if it is none
     */
    static String of(List<String> words, boolean quoted, InputStream standardInput) {
        if (!quoted) {
            words.stream()
                    .filter(TaskText::looksLikeAnOption)
                    .findFirst()
                    .ifPresent(option -> {
                        throw new IllegalArgumentException(noOption(option));
                    });
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no task. Write it in quotes: %s. If it begins with an option's name, write -- in front of it"
                            .formatted(USAGE));
        }
        if (words.size() > 1) {
            throw new IllegalArgumentException(
                    "a task is one argument, and there are %d. Write it in quotes: crayfleet submit \"%s\""
                            .formatted(words.size(), shown(String.join(" ", words))));
        }
        String text = words.getFirst();
        return text.equals("-") && !quoted ? read(standardInput) : whole(text);
    }

    /** A sentence about what begins with a dash, and may be meant as the task. */
    static String noOption(String word) {
        return "\"%s\" is no option of submit (crayfleet submit --help lists them). If it is the task, write: crayfleet submit -- \"%s\""
                .formatted(shown(word), shown(word));
    }

    /** {@code -5 + 3} and {@code - fix it} are not meant as one, {@code --wiat} is. */
    private static boolean looksLikeAnOption(String word) {
        return word.length() > 1
                && word.startsWith("-")
                && word.chars().noneMatch(Character::isWhitespace);
    }

    private static String whole(String argument) {
        if (argument.indexOf('\uFFFD') >= 0) {
            throw new IllegalArgumentException(
                    "some characters of the task could not be read. Is the terminal's language UTF-8 (LANG, LC_ALL)? A file can be sent with: crayfleet submit - < FILE");
        }
        return argument;
    }

    private static String read(InputStream standardInput) {
        byte[] bytes;
        try {
            bytes = standardInput.readNBytes(MOST_READ + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read", e);
        }
        if (bytes.length > MOST_READ) {
            throw new IllegalArgumentException(
                    "standard input does not end after 16 MiB; a task has at most 8 MiB");
        }
        return Texts.decode(bytes);
    }

    private static String shown(String text) {
        return Limits.cut(text, 80);
    }
}

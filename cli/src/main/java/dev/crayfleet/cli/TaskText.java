package dev.crayfleet.cli;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads the text of a task from the command line, or from standard input. */
final class TaskText {
    /** UTF-16 takes up to twice the bytes of UTF-8, and has a byte order mark. */
    private static final int MAX_INPUT_BYTES = 2 * Limits.FILE_BYTES + 4;

    private static final String USAGE = "crayfleet submit \"Calculate 25 × 4\"";

    private TaskText() {}

    /**
     * @param words arguments that are no options
     * @param isQuoted whether they stand behind {@code --}, so that none was meant as an option
     * @param standardInput read where the task is {@code -}
     * @throws IllegalArgumentException with a sentence for people, if it is none
     */
    static String read(List<String> words, boolean isQuoted, InputStream standardInput) {
        if (!isQuoted) {
            words.stream()
                    .filter(TaskText::looksLikeAnOption)
                    .findFirst()
                    .ifPresent(option -> {
                        throw new IllegalArgumentException(unknownOption(option));
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
                            .formatted(words.size(), shorten(String.join(" ", words))));
        }
        String text = words.getFirst();
        return text.equals("-") && !isQuoted ? readAll(standardInput) : checkReadable(text);
    }

    /** A sentence about what begins with a dash, and may be meant as the task. */
    static String unknownOption(String word) {
        return "\"%s\" is no option of submit (crayfleet submit --help lists them). If it is the task, write: crayfleet submit -- \"%s\""
                .formatted(shorten(word), shorten(word));
    }

    /** {@code -5 + 3} and {@code - fix it} are not meant as one, {@code --wiat} is. */
    private static boolean looksLikeAnOption(String word) {
        return word.length() > 1
                && word.startsWith("-")
                && word.chars().noneMatch(Character::isWhitespace);
    }

    private static String checkReadable(String argument) {
        if (argument.indexOf('\uFFFD') >= 0) {
            throw new IllegalArgumentException(
                    "some characters of the task could not be read. Is the terminal's language UTF-8 (LANG, LC_ALL)? A file can be sent with: crayfleet submit - < FILE");
        }
        return argument;
    }

    private static String readAll(InputStream standardInput) {
        byte[] bytes;
        try {
            bytes = standardInput.readNBytes(MAX_INPUT_BYTES + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read", e);
        }
        if (bytes.length > MAX_INPUT_BYTES) {
            throw new IllegalArgumentException(
                    "standard input does not end after 16 MiB; a task has at most 8 MiB");
        }
        return Texts.decode(bytes);
    }

    private static String shorten(String text) {
        return Limits.cut(text, 80);
    }
}

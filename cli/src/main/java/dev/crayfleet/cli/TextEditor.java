package dev.crayfleet.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The user's editor, as {@code VISUAL} or {@code EDITOR} names it. */
final class TextEditor {
    private final String command;

    private TextEditor(String command) {
        this.command = command;
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if none is named
     */
    static TextEditor of(Map<String, String> environment) {
        for (String variable : new String[] {"VISUAL", "EDITOR"}) {
            String command = environment.get(variable);
            if (command != null && !command.isBlank()) {
                return new TextEditor(command);
            }
        }
        throw new IllegalArgumentException(
                "no editor is known: set VISUAL or EDITOR, as in EDITOR=nano");
    }

    /**
     * Has a text edited, in a file that only the user can read and that is deleted afterwards.
     *
     * @param content null or nothing begins with an empty file
     * @return what was written
     * @throws IllegalArgumentException with a sentence for people, if it is no text, the editor
     *     fails, or nothing was written
     */
    byte[] edit(byte @Nullable [] content) {
        byte[] before = content == null ? new byte[0] : content;
        requireText(before);
        try {
            // Created with rights for the user alone.
            Path file = Files.createTempFile("crayfleet-", ".txt");
            try {
                Files.write(file, before);
                run(file);
                byte[] after = withoutLastNewline(Files.readAllBytes(file));
                if (after.length == 0) {
                    throw new IllegalArgumentException("nothing was written, so nothing is done");
                }
                return after;
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the text cannot be edited", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** By the shell, because a command may have arguments. */
    private void run(Path file) throws IOException, InterruptedException {
        int exitCode =
                new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", file.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
        if (exitCode != 0) {
            throw new IllegalArgumentException(
                    "the editor %s ended with %d, so nothing is done".formatted(command, exitCode));
        }
    }

    private static void requireText(byte[] content) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is no text in UTF-8, and cannot be edited", e);
        }
    }

    /** Which editors add. */
    private static byte[] withoutLastNewline(byte[] content) {
        int length = content.length;
        return length > 0 && content[length - 1] == '\n'
                ? Arrays.copyOf(content, length - 1)
                : content;
    }
}

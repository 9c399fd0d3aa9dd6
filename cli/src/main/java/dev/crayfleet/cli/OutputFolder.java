package dev.crayfleet.cli;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A folder of the user's for the files of a result. Their names come from an agent: nothing is
 * written outside the folder, nothing is overwritten, and nothing is hidden or read by other
 * programs as their settings.
 */
final class OutputFolder {
    private static final int MAX_NUMBER = 999;

    private final Path folder;

    private OutputFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder, if it is not there.
     *
     * @throws IllegalArgumentException with a sentence for people, if nothing can be written there
     */
    static OutputFolder at(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the folder %s for the result's files cannot be made".formatted(shown(folder)),
                    e);
        }
        if (!Files.isWritable(folder)) {
            throw new IllegalArgumentException(
                    "nothing can be written into %s".formatted(shown(folder)));
        }
        return new OutputFolder(folder);
    }

    /**
     * What became of a file.
     *
     * @param isNew false if the same was there already
     */
    record Saved(Path path, boolean isNew) {}

    /**
     * Saves a file under its name or, if that is taken by another file, under one with a number.
     *
     * @throws IOException if it cannot be written; then nothing is left of it
     */
    Saved save(FileRef file, byte[] content) throws IOException {
        // FileRef sees to it that the name is no path.
        String name = file.name().startsWith(".") ? "_" + file.name() : file.name();
        for (int number = 1; number <= MAX_NUMBER; number++) {
            Path path = path(number == 1 ? name : numbered(name, number));
            try {
                write(path, content);
                return new Saved(path, true);
            } catch (FileAlreadyExistsException taken) {
                if (isSame(path, content)) {
                    return new Saved(path, false);
                }
            }
        }
        throw new IOException("there are %d files of that name".formatted(MAX_NUMBER));
    }

    private Path path(String name) throws IOException {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            throw new IOException("this system cannot have a file of that name", e);
        }
    }

    /** Fails if there is anything of that name, a link among others. */
    private static void write(Path path, byte[] content) throws IOException {
        try (OutputStream out =
                Files.newOutputStream(
                        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            try {
                out.write(content);
            } catch (IOException e) {
                Files.deleteIfExists(path);
                throw e;
            }
        }
    }

    private static boolean isSame(Path path, byte[] content) throws IOException {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && Files.size(path) == content.length
                && Arrays.equals(Files.readAllBytes(path), content);
    }

    /** {@code plot.png} becomes {@code plot-2.png}. */
    private static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        return dot <= 0
                ? name + "-" + number
                : name.substring(0, dot) + "-" + number + name.substring(dot);
    }

    private static String shown(Path path) {
        return Texts.oneLine(Limits.cut(path.toString(), 200));
    }
}

package dev.crayfleet.cli.submission;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.ingest.intake.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file that goes with a task.
 *
 * @param name as the agent sees it: safe in every file system
 */
public record Attachment(String name, byte[] content) {
    /**
     * Reads files of this machine, within what a task carries.
     *
     * @return in the same order, and no two of a name
     * @throws IllegalArgumentException with a sentence for people, if one cannot be read, or they
     *     are too many or too large
     */
    public static List<Attachment> read(List<Path> paths) {
        if (paths.size() > Limits.TASK_FILES) {
            throw new IllegalArgumentException(
                    "%d files are too many; a task carries at most %d"
                            .formatted(paths.size(), Limits.TASK_FILES));
        }
        List<String> names =
                FileNames.safeAndDistinct(
                        paths.stream()
                                .map(each -> String.valueOf(each.toAbsolutePath().getFileName()))
                                .toList());
        List<Attachment> read = new ArrayList<>();
        long size = 0;
        for (int i = 0; i < names.size(); i++) {
            byte[] content = content(paths.get(i));
            size += content.length;
            if (size > Limits.TASK_FILES_BYTES) {
                throw new IllegalArgumentException(
                        "the files have more than 16 MiB together, which is what a task carries");
            }
            read.add(new Attachment(names.get(i), content));
        }
        return read;
    }

    private static byte[] content(Path path) {
        String shown = Texts.oneLine(Limits.cut(path.toString(), 200));
        if (Files.isDirectory(path)) {
            throw new IllegalArgumentException(
                    "%s is a folder; name the files in it, or pack it".formatted(shown));
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(Limits.FILE_BYTES + 1);
            if (content.length > Limits.FILE_BYTES) {
                throw new IllegalArgumentException(
                        "%s has more than 8 MiB, which is what a file may have".formatted(shown));
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + shown, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s cannot be read".formatted(shown), e);
        }
    }
}

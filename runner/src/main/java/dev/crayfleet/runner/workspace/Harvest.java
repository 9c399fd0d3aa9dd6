package dev.crayfleet.runner.workspace;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an agent left in its workspace. RESULT.txt and SUMMARY.txt are written where the agent wrote
 * none.
 *
 * @param summary at most as long as the settings say
 * @param result the whole, or its beginning where it is above {@link Limits#FILE_BYTES}
 * @param resultBytes the whole, empty where it is too large to be carried
 * @param outputs what is to be carried, at most what a task may carry
 * @param files names in the task's folder, sorted; folders end with a slash
 * @param notes on what is not carried
 */
public record Harvest(
        String summary,
        String result,
        Optional<byte[]> resultBytes,
        List<Output> outputs,
        List<String> files,
        List<String> notes) {
    private static final String CUT = "... (truncated, see RESULT.txt)";
    private static final int MOST_NAMES = 100;
    private static final int LONGEST_NAME = 120;

    /** A file for the requester. */
    public record Output(String name, byte[] content) {}

    /**
     * @param lastWords the agent's last message: the result, if it wrote none
     */
    public static Harvest of(Workspace workspace, WorkspaceSettings settings, String lastWords)
            throws IOException {
        List<String> notes = new ArrayList<>();
        Optional<BoundedFile.Content> written =
                BoundedFile.read(
                        workspace.root(), workspace.file(Workspace.RESULT), Limits.FILE_BYTES);
        if (written.isEmpty() || written.get().text().isBlank()) {
            if (!lastWords.isBlank()) {
                replace(workspace.file(Workspace.RESULT), lastWords);
                written =
                        BoundedFile.read(
                                workspace.root(),
                                workspace.file(Workspace.RESULT),
                                Limits.FILE_BYTES);
            }
        }
        String result = written.map(BoundedFile.Content::text).orElse("");
        Optional<byte[]> whole =
                written.filter(BoundedFile.Content::whole).map(BoundedFile.Content::bytes);
        written.filter(content -> !content.whole())
                .ifPresent(content -> notes.add(tooLarge(Workspace.RESULT, content.size())));
        String summary = summary(workspace, settings.summaryChars(), result);
        List<Output> outputs = outputs(workspace, notes);
        return new Harvest(summary, result, whole, outputs, names(workspace.task()), notes);
    }

    private static String summary(Workspace workspace, int longest, String result)
            throws IOException {
        Path file = workspace.file(Workspace.SUMMARY);
        String own =
                BoundedFile.read(workspace.root(), file, longest * 4)
                        .map(BoundedFile.Content::text)
                        .orElse("")
                        .strip();
        if (!own.isEmpty()) {
            return Limits.cut(own, longest);
        }
        String made = result.strip();
        if (made.length() > longest) {
            int end = longest - CUT.length();
            made =
                    made.substring(
                                    0,
                                    Character.isHighSurrogate(made.charAt(end - 1)) ? end - 1 : end)
                            + CUT;
        }
        if (!made.isEmpty()) {
            replace(file, made);
        }
        return made;
    }

    /** Writes a file of ours where the agent may have left something else, a link even. */
    private static void replace(Path file, String text) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.deleteIfExists(file);
        Files.writeString(file, text);
    }

    private static List<Output> outputs(Workspace workspace, List<String> notes)
            throws IOException {
        Path folder = workspace.file(Workspace.OUTPUTS);
        List<Output> outputs = new ArrayList<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return outputs;
        }
        long left = Limits.TASK_FILES_BYTES;
        for (String name : names(folder)) {
            Path file = folder.resolve(name);
            if (!FileRef.isSafeName(name) || outputs.size() >= Limits.TASK_FILES - 1) {
                notes.add("outputs/%s is not carried; it is in the workspace.".formatted(name));
                continue;
            }
            Optional<BoundedFile.Content> content =
                    BoundedFile.read(workspace.root(), file, Limits.FILE_BYTES);
            if (content.isEmpty()) {
                notes.add("outputs/%s is no plain file; it is not carried.".formatted(name));
            } else if (!content.get().whole() || content.get().size() > left) {
                notes.add(tooLarge("outputs/" + name, content.get().size()));
            } else {
                left -= content.get().size();
                outputs.add(new Output(name, content.get().bytes()));
            }
        }
        return outputs;
    }

    private static String tooLarge(String name, long size) {
        return "%s has %,d bytes and is not carried; it is in the workspace.".formatted(name, size);
    }

    private static List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String slash = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) ? "/" : "";
                names.add(Limits.cut(String.valueOf(entry.getFileName()), LONGEST_NAME) + slash);
                if (names.size() >= MOST_NAMES) {
                    break;
                }
            }
        }
        names.sort(null);
        return names;
    }
}

package dev.crayfleet.agents.workspace;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads one workspace. What goes wrong on the way is its state. */
final class WorkspaceOutputReader {
    private static final String CUT_SUFFIX = "... (truncated, see RESULT.txt)";
    private static final int MAX_FILE_NAMES = 100;

    /** A character of UTF-8 or UTF-16 has no more bytes. */
    private static final int MAX_CHAR_BYTES = 4;

    private final Workspace workspace;
    private final UnaryOperator<String> mask;
    private final List<String> notes = new ArrayList<>();
    private boolean diskFull;

    /** What is wrong with a RESULT.txt that is no text; empty where it is text, or missing. */
    private String resultProblem = "";

    /** What could not be read last; absent where all could be read. */
    private @Nullable String unreadable;

    WorkspaceOutputReader(Workspace workspace, UnaryOperator<String> mask) {
        this.workspace = workspace;
        this.mask = mask;
    }

    WorkspaceOutput read(WorkspaceSettings settings, String lastMessage) throws IOException {
        Optional<BoundedFile.Content> content = readFile(Workspace.RESULT, Limits.FILE_BYTES);
        Optional<String> written =
                content.flatMap(each -> text(Workspace.RESULT, each))
                        .filter(text -> !Texts.isInvisible(text));
        boolean isWhole = written.isEmpty() || content.get().isWhole();
        if (!isWhole) {
            notes.add(WorkspaceOutput.tooLarge(Workspace.RESULT, content.get().size()));
        }
        String result =
                written.orElseGet(
                        () -> Texts.isInvisible(lastMessage) ? resultProblem : lastMessage);
        if (written.isEmpty()
                && !result.isEmpty()
                && unreadable == null
                && resultProblem.isEmpty()) {
            replace(Workspace.RESULT, result);
        }
        String summary = summary(settings.summaryChars(), result);
        List<WorkspaceOutput.Output> outputs =
                outputs(resultProblem.isEmpty() ? Optional.empty() : content);
        byte[] bytes = result.getBytes(StandardCharsets.UTF_8);
        return new WorkspaceOutput(
                summary,
                result,
                isWhole && bytes.length <= Limits.FILE_BYTES
                        ? Optional.of(bytes)
                        : Optional.empty(),
                outputs,
                fileNames(),
                notes,
                trouble(result));
    }

    private Optional<BoundedFile.Content> readFile(String name, int maxBytes) {
        try {
            return BoundedFile.read(workspace.root(), workspace.file(name), maxBytes);
        } catch (IOException e) {
            noteUnreadable(name, e);
            return Optional.empty();
        }
    }

    private void noteUnreadable(String name, IOException e) {
        unreadable = "%s could not be read: %s.".formatted(name, FileErrors.of(e));
        notes.add(unreadable);
    }

    /** Empty where the content is no text, which is noted. */
    private Optional<String> text(String name, BoundedFile.Content content) {
        try {
            return Optional.of(AgentText.of(content));
        } catch (IllegalArgumentException notText) {
            String problem = "%s is not text: %s".formatted(name, notText.getMessage());
            notes.add(problem);
            resultProblem = name.equals(Workspace.RESULT) ? problem : resultProblem;
            return Optional.empty();
        }
    }

    private String summary(int maxChars, String result) {
        String written =
                readFile(Workspace.SUMMARY, maxChars * MAX_CHAR_BYTES)
                        .flatMap(content -> text(Workspace.SUMMARY, content))
                        .filter(text -> !Texts.isInvisible(text))
                        .orElse("")
                        .strip();
        if (!written.isEmpty()) {
            return Limits.cut(mask.apply(written), maxChars);
        }
        String made = mask.apply(result.strip());
        if (made.length() > maxChars) {
            int end = maxChars - CUT_SUFFIX.length();
            boolean splitsPair = Character.isHighSurrogate(made.charAt(end - 1));
            made = made.substring(0, splitsPair ? end - 1 : end) + CUT_SUFFIX;
        }
        if (!made.isEmpty()) {
            replace(Workspace.SUMMARY, made);
        }
        return made;
    }

    /** Writes a file of ours where the agent may have left something else, even a link. */
    private void replace(String name, String text) {
        Path file = workspace.file(name);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.deleteIfExists(file);
            Files.writeString(
                    file,
                    mask.apply(text),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            // The report has the text all the same.
            diskFull |= FileErrors.isFull(e);
            notes.add("%s could not be written: %s.".formatted(name, FileErrors.of(e)));
        }
    }

    /**
     * @param unreadableResult a RESULT.txt that is no text, which is carried as a file
     */
    private List<WorkspaceOutput.Output> outputs(Optional<BoundedFile.Content> unreadableResult) {
        OutputFiles outputs = new OutputFiles(workspace.root());
        unreadableResult
                .filter(BoundedFile.Content::isWhole)
                .ifPresent(content -> outputs.add(Workspace.RESULT, content.bytes()));
        Path folder = workspace.file(Workspace.OUTPUTS);
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try {
                notes.addAll(outputs.addAll(folder));
            } catch (IOException e) {
                noteUnreadable("outputs/", e);
            }
        }
        return outputs.outputs();
    }

    private List<String> fileNames() throws IOException {
        FolderListing listing = FolderListing.of(workspace.task(), MAX_FILE_NAMES);
        if (listing.count() > MAX_FILE_NAMES) {
            notes.add(
                    "The workspace has %,d files; the first %d are named."
                            .formatted(listing.count(), MAX_FILE_NAMES));
        }
        return listing.entries().stream().map(FolderListing::shown).toList();
    }

    private @Nullable String trouble(String result) {
        if (diskFull || DiskSpace.isOut(workspace.root())) {
            return "The disk of the runner is full, and what the agent wrote may be cut off. Make room there, or let old workspaces go with crayfleet.runner.workers-max-mb.";
        }
        return result.isEmpty() ? unreadable : null;
    }
}

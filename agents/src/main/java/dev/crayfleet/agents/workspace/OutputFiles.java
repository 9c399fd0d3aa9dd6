package dev.crayfleet.agents.workspace;

import dev.crayfleet.contract.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects the files that an agent left for the requester, as far as a task may carry them. */
final class OutputFiles {
    private static final int MAX_LISTED = 1_000;
    private static final int MAX_NOTES = 5;
    private static final int MAX_NAME_CHARS = 60;

    private final Path root;
    private final List<WorkspaceOutput.Output> outputs = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private long bytesLeft = Limits.TASK_FILES_BYTES;

    /**
     * @param root the agent's folder, which the files must really lie in
     */
    OutputFiles(Path root) {
        this.root = root;
    }

    List<WorkspaceOutput.Output> outputs() {
        return outputs;
    }

    void add(String name, byte[] content) {
        outputs.add(new WorkspaceOutput.Output(name, content));
        names.add(name);
        bytesLeft -= content.length;
    }

    /**
     * Adds the files of a folder.
     *
     * @return notes on what is not carried
     * @throws IOException if the folder cannot be read
     */
    List<String> addAll(Path folder) throws IOException {
        FolderListing listing = FolderListing.of(folder, MAX_LISTED);
        List<String> problems = new ArrayList<>();
        int before = outputs.size();
        for (Path file : listing.entries()) {
            if (outputs.size() >= Limits.TASK_FILES - 1) {
                break;
            }
            add(file).ifPresent(problems::add);
        }
        List<String> notes = new ArrayList<>(problems.stream().limit(MAX_NOTES).toList());
        int carried = outputs.size() - before;
        if (listing.count() > carried + notes.size()) {
            notes.add(
                    "outputs/ has %,d files, and %d of them are carried; all are in the workspace."
                            .formatted(listing.count(), carried));
        }
        return notes;
    }

    /** Returns why a file is not carried; empty where it is. */
    private Optional<String> add(Path file) {
        String shown = "outputs/" + FolderListing.shown(file);
        try {
            Optional<BoundedFile.Content> content = BoundedFile.read(root, file, Limits.FILE_BYTES);
            if (content.isEmpty()) {
                return Optional.of("%s is no plain file; it is not carried.".formatted(shown));
            }
            long size = content.get().size();
            if (!content.get().isWhole() || size > bytesLeft) {
                return Optional.of(WorkspaceOutput.tooLarge(shown, size));
            }
            add(unusedName(file), content.get().bytes());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("%s could not be read: %s.".formatted(shown, FileErrors.of(e)));
        }
    }

    /** Two files may have one name once it is made fit to be sent. */
    private String unusedName(Path file) {
        String name = FolderListing.sendable(file);
        String unused = name;
        for (int n = 2; names.contains(unused); n++) {
            unused = n + "-" + Limits.cut(name, MAX_NAME_CHARS);
        }
        return unused;
    }
}

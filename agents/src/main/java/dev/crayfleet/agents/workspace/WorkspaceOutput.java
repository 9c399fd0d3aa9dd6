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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
 * @param trouble a sentence for people where what the agent left cannot be relied on; absent where
 *     all is well
 */
public record WorkspaceOutput(
        String summary,
        String result,
        Optional<byte[]> resultBytes,
        List<Output> outputs,
        List<String> files,
        List<String> notes,
        @Nullable String trouble) {
    private static final String CUT = "... (truncated, see RESULT.txt)";
    private static final int MOST_NAMES = 100;
    private static final int MOST_OUTPUTS_LOOKED_AT = 1_000;
    private static final int MOST_OUTPUT_NOTES = 5;

    /** A file for the requester. */
    public record Output(String name, byte[] content) {}

    /**
     * @param lastWords the agent's last message: the result, if it wrote none
     * @param mask for what is cut short: a secret at the cut could not be told any more
     * @throws IOException if the workspace is not there any more, or cannot be looked into
     */
    public static WorkspaceOutput of(
            Workspace workspace,
            WorkspaceSettings settings,
            String lastWords,
            UnaryOperator<String> mask)
            throws IOException {
        if (!workspace.isInPlace()) {
            throw new IOException("the task's folder was moved or deleted");
        }
        return new Gathering(workspace, mask).gather(settings, lastWords);
    }

    /** Its state is what goes wrong on the way. */
    private static final class Gathering {
        private final Workspace workspace;
        private final UnaryOperator<String> mask;
        private final List<String> notes = new ArrayList<>();
        private boolean full;

        /** What is to be said of a RESULT.txt that is no text; empty where it is one, or none. */
        private String odd = "";

        private @Nullable String unreadable;

        Gathering(Workspace workspace, UnaryOperator<String> mask) {
            this.workspace = workspace;
            this.mask = mask;
        }

        WorkspaceOutput gather(WorkspaceSettings settings, String lastWords) throws IOException {
            Optional<BoundedFile.Content> there = read(Workspace.RESULT, Limits.FILE_BYTES);
            Optional<String> written =
                    there.flatMap(content -> text(Workspace.RESULT, content))
                            .filter(text -> !Texts.isInvisible(text));
            boolean whole = written.isEmpty() || there.get().whole();
            if (!whole) {
                notes.add(tooLarge(Workspace.RESULT, there.get().size()));
            }
            String result = written.orElseGet(() -> Texts.isInvisible(lastWords) ? odd : lastWords);
            if (written.isEmpty() && !result.isEmpty() && unreadable == null && odd.isEmpty()) {
                replace(Workspace.RESULT, result);
            }
            String summary = summary(settings.summaryChars(), result);
            List<Output> outputs = outputs(odd.isEmpty() ? Optional.empty() : there);
            byte[] bytes = result.getBytes(StandardCharsets.UTF_8);
            return new WorkspaceOutput(
                    summary,
                    result,
                    whole && bytes.length <= Limits.FILE_BYTES
                            ? Optional.of(bytes)
                            : Optional.empty(),
                    outputs,
                    files(),
                    notes,
                    trouble(result));
        }

        /** Empty where it is none, which is said. */
        private Optional<String> text(String name, BoundedFile.Content content) {
            try {
                return Optional.of(AgentText.of(content));
            } catch (IllegalArgumentException none) {
                String said = "%s is not text: %s".formatted(name, none.getMessage());
                notes.add(said);
                odd = name.equals(Workspace.RESULT) ? said : odd;
                return Optional.empty();
            }
        }

        private @Nullable String trouble(String result) {
            if (full || DiskSpace.isOut(workspace.root())) {
                return "The disk of the runner is full, and what the agent wrote may be cut off. Make room there, or let old workspaces go with crayfleet.runner.workers-max-mb.";
            }
            return result.isEmpty() ? unreadable : null;
        }

        private Optional<BoundedFile.Content> read(String name, int most) {
            try {
                return BoundedFile.read(workspace.root(), workspace.file(name), most);
            } catch (IOException e) {
                unreadable = "%s could not be read: %s.".formatted(name, FileErrors.of(e));
                notes.add(unreadable);
                return Optional.empty();
            }
        }

        private String summary(int longest, String result) {
            Optional<BoundedFile.Content> there = read(Workspace.SUMMARY, longest * 4);
            String own =
                    there.flatMap(content -> text(Workspace.SUMMARY, content))
                            .filter(text -> !Texts.isInvisible(text))
                            .orElse("")
                            .strip();
            if (!own.isEmpty()) {
                return Limits.cut(mask.apply(own), longest);
            }
            String made = mask.apply(result.strip());
            if (made.length() > longest) {
                int end = longest - CUT.length();
                boolean half = Character.isHighSurrogate(made.charAt(end - 1));
                made = made.substring(0, half ? end - 1 : end) + CUT;
            }
            if (!made.isEmpty()) {
                replace(Workspace.SUMMARY, made);
            }
            return made;
        }

        /** Writes a file of ours where the agent may have left something else, a link even. */
        private void replace(String name, String text) {
            Path file = workspace.file(name);
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            try {
                Files.deleteIfExists(file);
                Files.writeString(
                        file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (IOException e) {
                // What was to be written is told all the same.
                full |= FileErrors.isFull(e);
                notes.add("%s could not be written: %s.".formatted(name, FileErrors.of(e)));
            }
        }

        /**
         * @param first that is carried as a file although it does not lie there
         */
        private List<Output> outputs(Optional<BoundedFile.Content> first) {
            Path folder = workspace.file(Workspace.OUTPUTS);
            List<Output> outputs = new ArrayList<>();
            first.filter(BoundedFile.Content::whole)
                    .ifPresent(
                            content -> outputs.add(new Output(Workspace.RESULT, content.bytes())));
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                return outputs;
            }
            try {
                outputs(FolderListing.of(folder, MOST_OUTPUTS_LOOKED_AT), outputs);
            } catch (IOException e) {
                unreadable = "outputs/ could not be read: %s.".formatted(FileErrors.of(e));
                notes.add(unreadable);
            }
            return outputs;
        }

        private void outputs(FolderListing there, List<Output> outputs) {
            List<String> reasons = new ArrayList<>();
            Set<String> names = new HashSet<>();
            long left = Limits.TASK_FILES_BYTES;
            for (Output each : outputs) {
                names.add(each.name());
                left -= each.content().length;
            }
            int before = outputs.size();
            for (Path file : there.entries()) {
                if (outputs.size() >= Limits.TASK_FILES - 1) {
                    break;
                }
                String shown = "outputs/" + FolderListing.shown(file);
                try {
                    Optional<BoundedFile.Content> content =
                            BoundedFile.read(workspace.root(), file, Limits.FILE_BYTES);
                    if (content.isEmpty()) {
                        reasons.add("%s is no plain file; it is not carried.".formatted(shown));
                    } else if (!content.get().whole() || content.get().size() > left) {
                        reasons.add(tooLarge(shown, content.get().size()));
                    } else {
                        left -= content.get().size();
                        outputs.add(new Output(free(names, file), content.get().bytes()));
                    }
                } catch (IOException e) {
                    reasons.add("%s could not be read: %s.".formatted(shown, FileErrors.of(e)));
                }
            }
            reasons.stream().limit(MOST_OUTPUT_NOTES).forEach(notes::add);
            if (there.all()
                    > outputs.size() - before + Math.min(reasons.size(), MOST_OUTPUT_NOTES)) {
                notes.add(
                        "outputs/ has %,d files, and %d of them are carried; all are in the workspace."
                                .formatted(there.all(), outputs.size() - before));
            }
        }

        /** Two may have one name once it is made fit to be sent. */
        private static String free(Set<String> taken, Path file) {
            String name = FolderListing.sendable(file);
            String free = name;
            for (int n = 2; !taken.add(free); n++) {
                free = n + "-" + Limits.cut(name, 60);
            }
            return free;
        }

        private List<String> files() throws IOException {
            FolderListing there = FolderListing.of(workspace.task(), MOST_NAMES);
            if (there.all() > MOST_NAMES) {
                notes.add(
                        "The workspace has %,d files; the first %d are named."
                                .formatted(there.all(), MOST_NAMES));
            }
            return there.entries().stream().map(FolderListing::shown).toList();
        }
    }

    private static String tooLarge(String name, long size) {
        return "%s has %,d bytes and is not carried; it is in the workspace.".formatted(name, size);
    }
}

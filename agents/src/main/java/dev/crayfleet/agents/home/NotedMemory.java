package dev.crayfleet.agents.home;

import dev.crayfleet.agents.workspace.BoundedFile;
import dev.crayfleet.agents.workspace.Workspace;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Reads what an agent noted down in its task's folder, where it may have left anything. */
final class NotedMemory {
    static final int MAX_BYTES = 8 * 1024 * 1024;
    static final int MAX_ENTRIES = 2_000;
    private static final int MAX_DEPTH = 8;

    private final Workspace workspace;
    private final Map<String, byte[]> files = new TreeMap<>();
    private int bytesLeft = MAX_BYTES;
    private int entriesLeft = MAX_ENTRIES;

    private NotedMemory(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * What is another than it was.
     *
     * @param before digests by relative names, as it was copied
     * @param mask takes secrets out
     * @throws IOException with a sentence for people, if it is too much, or no plain files
     */
    static MemoryChange change(
            Workspace workspace, Map<String, String> before, UnaryOperator<byte[]> mask)
            throws IOException {
        NotedMemory noted = new NotedMemory(workspace);
        try {
            noted.read();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Map<String, byte[]> written = new TreeMap<>();
        noted.files.forEach((name, content) -> {
            if (!Digest.of(content).equals(before.get(name))) {
                written.put(name, mask.apply(content));
            }
        });
        if (noted.files.isEmpty() && !before.isEmpty()) {
            // Rather a folder that was tidied up than a wish to forget all.
            throw new IOException("all of its memory was deleted");
        }
        List<String> deleted =
                before.keySet().stream().filter(name -> !noted.files.containsKey(name)).toList();
        return new MemoryChange(written, deleted);
    }

    private void read() throws IOException {
        Path file = workspace.file(HomeNames.MEMORY);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            readFile(file, HomeNames.MEMORY);
        }
        Path folder = workspace.file(HomeNames.MEMORY_FOLDER);
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw notPlain(HomeNames.MEMORY_FOLDER);
            }
            readFolder(folder, HomeNames.MEMORY_FOLDER + "/", 1);
        }
    }

    private void readFolder(Path folder, String prefix, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("%s is too deep".formatted(HomeNames.shown(prefix)));
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (HomeNames.isLeftOut(name.toString(), depth)) {
                    continue;
                }
                if (--entriesLeft < 0) {
                    throw new IOException(
                            "it has more than %,d files and folders".formatted(MAX_ENTRIES));
                }
                String relative = prefix + name;
                if (!HomeNames.isPlain(name)) {
                    throw notPlain(relative);
                }
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    readFolder(entry, relative + "/", depth + 1);
                } else {
                    readFile(entry, relative);
                }
            }
        }
    }

    private void readFile(Path file, String relative) throws IOException {
        Optional<BoundedFile.Content> content = BoundedFile.read(workspace.root(), file, bytesLeft);
        if (content.isEmpty()) {
            throw notPlain(relative);
        }
        if (!content.get().isWhole()) {
            throw new IOException("it has more than %,d MiB".formatted(MAX_BYTES >> 20));
        }
        files.put(relative, content.get().bytes());
        bytesLeft -= content.get().bytes().length;
    }

    private static IOException notPlain(String relative) {
        return new IOException("%s is no plain file".formatted(HomeNames.shown(relative)));
    }
}

package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of one configuration, as they are while it is read: where they may lie, how large they
 * may be, and how to see that one has changed since. Not safe for use by many threads.
 */
final class ConfigFiles {
    private static final int LARGEST = 4 * 1024 * 1024;

    /** As OpenClaw has it. */
    private static final int LARGEST_INCLUDED = 2 * 1024 * 1024;

    /** Of all that is included, however often: files that include each other twice grow fast. */
    private static final int MOST_FILES = 500;

    private static final long MOST_BYTES = 16L * 1024 * 1024;

    private final List<Path> roots = new ArrayList<>();
    private final Map<Path, Stamp> stamps = new HashMap<>();
    private int count;
    private long bytes;

    /**
     * How a file looked; all zero where there was none.
     *
     * @param key tells it from another of the same name; absent where the system has none
     */
    private record Stamp(FileTime changed, long size, @Nullable Object key) {
        static Stamp of(Path path) {
            try {
                BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(is.lastModifiedTime(), is.size(), is.fileKey());
            } catch (IOException none) {
                return new Stamp(FileTime.fromMillis(0), 0, null);
            }
        }
    }

    /**
     * @param path of the configuration; included files lie beside or below it
     * @param more folders that they may lie in as well, as {@code OPENCLAW_INCLUDE_ROOTS} has them
     */
    ConfigFiles(Path path, List<Path> more) {
        Path folder = path.toAbsolutePath().normalize().getParent();
        if (folder != null) {
            roots.add(folder);
        }
        more.forEach(root -> roots.add(root.toAbsolutePath().normalize()));
    }

    /** Whether a file is another than it was when it was read. */
    boolean changed() {
        return stamps.entrySet().stream()
                .anyMatch(each -> !Stamp.of(each.getKey()).equals(each.getValue()));
    }

    JsonNode root(Path path) {
        try {
            return parsed(path, LARGEST);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if a file must not lie there
     */
    void allow(Path path) {
        if (roots.stream().noneMatch(path::startsWith)) {
            throw outside(path);
        }
        try {
            Path real = path.toRealPath();
            if (roots.stream().map(ConfigFiles::real).noneMatch(real::startsWith)) {
                throw outside(path);
            }
        } catch (IOException missing) {
            // That is said when it is read.
        }
    }

    private static IllegalArgumentException outside(Path path) {
        return new IllegalArgumentException(
                "%s is included and lies outside of the folder of openclaw.json: OPENCLAW_INCLUDE_ROOTS names further folders"
                        .formatted(path));
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder;
        }
    }

    JsonNode included(Path path) {
        count++;
        if (count > MOST_FILES) {
            throw new IllegalArgumentException(
                    "it includes more than %d files".formatted(MOST_FILES));
        }
        try {
            return parsed(path, LARGEST_INCLUDED);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "%s is included and is not there".formatted(path), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s, which it includes: %s".formatted(path, e.getMessage()), e);
        }
    }

    private JsonNode parsed(Path path, int most) throws IOException {
        // First how it looks, then what it says: a change in between is seen the next time.
        stamps.put(path, Stamp.of(path));
        if (!Files.isRegularFile(path)) {
            throw Files.notExists(path)
                    ? new NoSuchFileException(path.toString())
                    : new IOException("it is no plain file");
        }
        // OpenClaw reads no other either.
        if (most == LARGEST_INCLUDED && links(path) > 1) {
            throw new IOException("it has more than one hard link");
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(path)) {
            content = in.readNBytes(most + 1);
        }
        if (content.length > most) {
            throw new IOException("it has more than %,d bytes".formatted(most));
        }
        bytes += content.length;
        if (bytes > MOST_BYTES) {
            throw new IOException("together with what was read before it is too large");
        }
        if (isUtf16(content)) {
            throw new IOException("it is UTF-16: save it as UTF-8");
        }
        return Json5.parse(new String(content, StandardCharsets.UTF_8));
    }

    private static boolean isUtf16(byte[] content) {
        if (content.length < 2) {
            return false;
        }
        int first = content[0] & 0xff;
        int second = content[1] & 0xff;
        return first == 0xff && second == 0xfe
                || first == 0xfe && second == 0xff
                || first == 0
                || second == 0;
    }

    private static int links(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                        && Files.getAttribute(path, "unix:nlink") instanceof Integer count
                ? count
                : 1;
    }
}

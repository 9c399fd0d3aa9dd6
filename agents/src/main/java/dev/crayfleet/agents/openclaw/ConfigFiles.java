package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the files of one configuration: checks where they lie and how large they are, and remembers
 * their stamps, so that a later change is noticed. Not safe for use by many threads.
 */
final class ConfigFiles {
    private static final int MAX_ROOT_BYTES = 4 * 1024 * 1024;

    /** As in OpenClaw. */
    private static final int MAX_INCLUDED_BYTES = 2 * 1024 * 1024;

    /** Each inclusion counts: files that include each other twice would grow exponentially. */
    private static final int MAX_INCLUDED_FILES = 500;

    private static final long MAX_TOTAL_BYTES = 16L * 1024 * 1024;

    private final List<Path> roots = new ArrayList<>();
    private final Map<Path, FileStamp> stamps = new HashMap<>();
    private int includedFiles;
    private long totalBytes;

    /**
     * @param path of the configuration; included files lie beside or below it
     * @param more folders that they may lie in as well, those in {@code OPENCLAW_INCLUDE_ROOTS}
     */
    ConfigFiles(Path path, List<Path> more) {
        Path folder = path.toAbsolutePath().normalize().getParent();
        if (folder != null) {
            roots.add(folder);
        }
        more.forEach(root -> roots.add(root.toAbsolutePath().normalize()));
    }

    /** Whether a file has changed since it was read. */
    boolean haveChanged() {
        return stamps.entrySet().stream()
                .anyMatch(each -> !FileStamp.of(each.getKey()).equals(each.getValue()));
    }

    JsonNode readRoot(Path path) {
        try {
            return parse(path, MAX_ROOT_BYTES);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if a file must not lie there
     */
    void checkAllowed(Path path) {
        if (roots.stream().noneMatch(path::startsWith)) {
            throw outside(path);
        }
        try {
            Path real = path.toRealPath();
            if (roots.stream().map(ConfigFiles::realPath).noneMatch(real::startsWith)) {
                throw outside(path);
            }
        } catch (IOException missing) {
            // Reading it fails with a message of its own.
        }
    }

    private static IllegalArgumentException outside(Path path) {
        return new IllegalArgumentException(
                "%s is included and lies outside of the folder of openclaw.json: OPENCLAW_INCLUDE_ROOTS names further folders"
                        .formatted(path));
    }

    private static Path realPath(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder;
        }
    }

    JsonNode readIncluded(Path path) {
        includedFiles++;
        if (includedFiles > MAX_INCLUDED_FILES) {
            throw new IllegalArgumentException(
                    "it includes more than %d files".formatted(MAX_INCLUDED_FILES));
        }
        try {
            return parse(path, MAX_INCLUDED_BYTES);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "%s is included and is not there".formatted(path), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s, which it includes: %s".formatted(path, e.getMessage()), e);
        }
    }

    private JsonNode parse(Path path, int maxBytes) throws IOException {
        // The stamp is taken first, so that a change in between is seen the next time.
        stamps.put(path, FileStamp.of(path));
        if (!Files.isRegularFile(path)) {
            throw Files.notExists(path)
                    ? new NoSuchFileException(path.toString())
                    : new IOException("it is no plain file");
        }
        // OpenClaw does not read such files either.
        if (maxBytes == MAX_INCLUDED_BYTES && linkCount(path) > 1) {
            throw new IOException("it has more than one hard link");
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(path)) {
            content = in.readNBytes(maxBytes + 1);
        }
        if (content.length > maxBytes) {
            throw new IOException("it has more than %,d bytes".formatted(maxBytes));
        }
        totalBytes += content.length;
        if (totalBytes > MAX_TOTAL_BYTES) {
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

    private static int linkCount(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                        && Files.getAttribute(path, "unix:nlink") instanceof Integer count
                ? count
                : 1;
    }
}

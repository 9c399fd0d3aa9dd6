package dev.crayfleet.agents.home;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Copies one home into one task's folder. For one thread, once. */
final class HomeCopy {
    /** Folders in folders; each is held open meanwhile. */
    static final int MAX_DEPTH = 16;

    private static final int MAX_TEMPLATE_BYTES = 256 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAX_NAMED = 3;

    private final String home;
    private final HomeSettings settings;
    private final Map<String, String> memory = new TreeMap<>();
    private final List<String> skipped = new ArrayList<>();
    private @Nullable String template;
    private long bytesLeft;
    private int entriesLeft;
    private int skippedCount;

    /**
     * @param home as the fleet file names it
     */
    HomeCopy(String home, HomeSettings settings) {
        this.home = home;
        this.settings = settings;
        this.bytesLeft = settings.maxBytes();
        this.entriesLeft = settings.maxEntries();
    }

    /**
     * @param target an empty folder of the runner's
     * @throws HomeException if it is too much
     */
    void copy(SecureDirectoryStream<Path> from, Path target) throws IOException {
        try {
            copyFolder(from, "", target, 0);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** The home's AGENTS.md; empty where it has none. */
    Optional<String> template() {
        return Optional.ofNullable(template);
    }

    /** What was copied of the agent's memory: digests by relative names. */
    Map<String, String> memory() {
        return memory;
    }

    /** On what was not copied, for the report; empty where all was. */
    Optional<String> note() {
        if (skippedCount == 0) {
            return Optional.empty();
        }
        int more = skippedCount - skipped.size();
        return Optional.of(
                "Not copied from the agent's home, because only plain files and folders are: %s%s."
                        .formatted(
                                String.join(", ", skipped),
                                more == 0 ? "" : " and %,d more".formatted(more)));
    }

    private void copyFolder(SecureDirectoryStream<Path> from, String prefix, Path target, int depth)
            throws IOException {
        for (Path entry : from) {
            Path name = entry.getFileName();
            String text = name.toString();
            if (HomeNames.isLeftOut(text, depth)) {
                continue;
            }
            String relative = prefix + text;
            if (--entriesLeft < 0) {
                throw tooMuch(
                        "more than %,d files and folders".formatted(settings.maxEntries()),
                        relative,
                        "crayfleet.runner.home-max-files");
            }
            Optional<BasicFileAttributes> attributes = SecureFolders.attributes(from, name);
            if (attributes.isEmpty()) {
                continue;
            }
            if (!HomeNames.isPlain(name)) {
                skip(relative);
            } else if (attributes.get().isDirectory()) {
                if (depth + 1 >= MAX_DEPTH) {
                    throw tooMuch("more than %d folders in folders".formatted(MAX_DEPTH), relative);
                }
                Path made = Files.createDirectory(target.resolve(text));
                try (SecureDirectoryStream<Path> below = openFolder(from, name, relative)) {
                    copyFolder(below, relative + "/", made, depth + 1);
                }
            } else if (attributes.get().isRegularFile()) {
                copyFile(from, name, relative, attributes.get().size(), target.resolve(text));
            } else {
                skip(relative);
            }
        }
    }

    private void copyFile(
            SecureDirectoryStream<Path> from, Path name, String relative, long size, Path target)
            throws IOException {
        requireRoom(size, relative);
        try (InputStream in = Channels.newInputStream(openFile(from, name, relative))) {
            if (relative.equals(HomeNames.AGENTS)) {
                ByteArrayOutputStream text = new ByteArrayOutputStream();
                copyBytes(in.readNBytes(MAX_TEMPLATE_BYTES), text, relative);
                template = text.toString(StandardCharsets.UTF_8);
                return;
            }
            DigestOutputStream out =
                    new DigestOutputStream(
                            Files.newOutputStream(target, StandardOpenOption.CREATE_NEW),
                            Digest.sha256());
            try (out) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    requireRoom(count, relative);
                    out.write(buffer, 0, count);
                    bytesLeft -= count;
                }
            }
            if (HomeNames.isMemory(relative)) {
                memory.put(relative, HexFormat.of().formatHex(out.getMessageDigest().digest()));
            }
        }
        if (isExecutable(from, name)) {
            allowExecution(target);
        }
    }

    private SecureDirectoryStream<Path> openFolder(
            SecureDirectoryStream<Path> from, Path name, String relative) throws IOException {
        try {
            return from.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException e) {
            throw unreadable(relative);
        }
    }

    private SeekableByteChannel openFile(
            SecureDirectoryStream<Path> from, Path name, String relative) throws IOException {
        try {
            return SecureFolders.read(from, name);
        } catch (AccessDeniedException e) {
            throw unreadable(relative);
        }
    }

    private HomeException unreadable(String relative) {
        return HomeException.notHere(
                "The home %s of this agent cannot be copied on %s: the runner's user may not read %s in it."
                        .formatted(home, settings.machine(), HomeNames.shown(relative)));
    }

    private void copyBytes(byte[] bytes, OutputStream out, String relative) throws IOException {
        requireRoom(bytes.length, relative);
        out.write(bytes);
        bytesLeft -= bytes.length;
    }

    /** Also for a file that says that it is small, and is not. */
    private void requireRoom(long bytes, String relative) throws HomeException {
        if (bytes > bytesLeft) {
            throw tooMuch(
                    "more than %,d MiB".formatted(settings.maxBytes() >> 20),
                    relative,
                    "crayfleet.runner.home-max-mb");
        }
    }

    private static boolean isExecutable(SecureDirectoryStream<Path> from, Path name)
            throws IOException {
        PosixFileAttributeView view = SecureFolders.posix(from, name);
        return view != null
                && view.readAttributes().permissions().contains(PosixFilePermission.OWNER_EXECUTE);
    }

    private static void allowExecution(Path made) throws IOException {
        Set<PosixFilePermission> permissions =
                EnumSet.copyOf(Files.getPosixFilePermissions(made, LinkOption.NOFOLLOW_LINKS));
        permissions.add(PosixFilePermission.OWNER_EXECUTE);
        Files.setPosixFilePermissions(made, permissions);
    }

    private void skip(String relative) {
        skippedCount++;
        if (skipped.size() < MAX_NAMED) {
            skipped.add(HomeNames.shown(relative));
        }
    }

    private HomeException tooMuch(String what, String at) {
        return HomeException.unfit(
                "The home %s of this agent has %s (at %s). Each task gets a copy of it: move what not every task needs elsewhere."
                        .formatted(home, what, HomeNames.shown(at)));
    }

    private HomeException tooMuch(String what, String at, String setting) {
        return HomeException.unfit(
                "The home %s of this agent has %s (the limit was reached at %s). Each task gets a copy of it: move what not every task needs elsewhere, or raise %s."
                        .formatted(home, what, HomeNames.shown(at), setting));
    }
}

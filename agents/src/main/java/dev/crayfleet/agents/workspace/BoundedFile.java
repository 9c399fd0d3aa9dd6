package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/** Reads what somebody else wrote: never more than asked for, never through a link. */
public final class BoundedFile {
    private BoundedFile() {}

    /**
     * @param size of the whole file
     * @param bytes the whole, or the beginning of it
     */
    public record Content(long size, byte[] bytes) {
        public boolean isWhole() {
            return bytes.length == size;
        }
    }

    /**
     * @param inside the folder that the file must really lie in
     * @param maxBytes that are read
     * @return empty if there is no such regular file, or it is a link, a hard one to a file of
     *     somebody else included, or lies elsewhere
     */
    public static Optional<Content> read(Path inside, Path file, int maxBytes) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !file.toRealPath().startsWith(inside.toRealPath())
                || isLinkToForeignFile(file)) {
            return Optional.empty();
        }
        try (SeekableByteChannel channel = open(inside, file);
                InputStream in = Channels.newInputStream(channel)) {
            byte[] bytes = in.readNBytes(maxBytes);
            return Optional.of(new Content(Math.max(channel.size(), bytes.length), bytes));
        }
    }

    /** Through a hard link, a runner that is root could read what the agent may not. */
    private static boolean isLinkToForeignFile(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null
                || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return false;
        }
        boolean hasOneLink =
                Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                        .equals(Integer.valueOf(1));
        return !hasOneLink
                && !Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                        .equals(Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    private static SeekableByteChannel open(Path inside, Path file) throws IOException {
        Optional<SeekableByteChannel> privileged = PrivilegedFolder.open(inside, file);
        if (privileged.isPresent()) {
            return privileged.get();
        }
        try {
            return SwappableFile.open(file);
        } catch (FileSystemException e) {
            // Of another user, who let everybody read it; or it is a program that runs.
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            return Files.newByteChannel(
                    file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }
    }

    /** Reads a file of the user's own, at most so many bytes. */
    static String text(Path file, int maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(maxBytes), StandardCharsets.UTF_8);
        }
    }
}

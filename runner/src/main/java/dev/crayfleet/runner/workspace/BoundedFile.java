package dev.crayfleet.runner.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Reads what somebody else wrote: never more than asked for, never through a link. */
final class BoundedFile {
    private BoundedFile() {}

    /**
     * @param size of the whole file
     * @param bytes the whole, or the beginning of it
     */
    record Content(long size, byte[] bytes) {
        /** What was said, as if it had been written. */
        static Content of(String text, int most) {
            byte[] all = text.getBytes(StandardCharsets.UTF_8);
            return new Content(all.length, Arrays.copyOf(all, Math.min(most, all.length)));
        }

        boolean whole() {
            return bytes.length == size;
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /**
     * @param inside the folder that the file must really lie in
     * @return empty if there is no such regular file, or it is a link, or lies elsewhere
     */
    static Optional<Content> read(Path inside, Path file, int most) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !file.toRealPath().startsWith(inside.toRealPath())) {
            return Optional.empty();
        }
        try (SeekableByteChannel channel = open(inside, file);
                InputStream in = Channels.newInputStream(channel)) {
            byte[] bytes = in.readNBytes(most);
            return Optional.of(new Content(Math.max(channel.size(), bytes.length), bytes));
        }
    }

    private static SeekableByteChannel open(Path inside, Path file) throws IOException {
        Optional<SeekableByteChannel> held = HeldFolder.open(inside, file);
        return held.isPresent()
                ? held.get()
                : Files.newByteChannel(
                        file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** A file of the user's own. */
    static String text(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(most), StandardCharsets.UTF_8);
        }
    }
}

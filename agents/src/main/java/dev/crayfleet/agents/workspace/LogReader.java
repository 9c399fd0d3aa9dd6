package dev.crayfleet.agents.workspace;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What an agent prints, read while it works, in parts of whole lines: each begins where the one
 * before ended, unless more was printed meanwhile than a part may have. For one thread at a time.
 *
 * <p>A position counts the bytes of agent-output.log and of those that were renamed to
 * agent-output.log.1 before. Of what was dropped before the first part was read it knows nothing.
 */
public final class LogReader {
    /** As many as an answer may have characters. */
    private static final int MAX_BYTES = Limits.LOG_TEXT_CHARS;

    /** The log may be renamed between two looks at it, but hardly thrice in a row. */
    private static final int MAX_TRIES = 3;

    private final Workspace workspace;
    private final UnaryOperator<String> mask;
    private @Nullable Seen known;
    private long base;

    /**
     * @param mask makes of a text one without secrets; they are masked in the log already, but for
     *     those that the agent itself has put there
     */
    public LogReader(Workspace workspace, UnaryOperator<String> mask) {
        this.workspace = workspace;
        this.mask = mask;
    }

    /**
     * Some of what was printed.
     *
     * @param from position of its first byte
     * @param to position behind its last byte
     * @param text without colours and control characters
     */
    public record Part(long from, long to, String text) {
        public static final Part NOTHING = new Part(0, 0, "");
    }

    /**
     * What tells whether the log was renamed.
     *
     * @param key of the file that is written
     * @param olderEnd when the one before it was written last
     */
    private record Seen(Object key, @Nullable FileTime olderEnd) {}

    /**
     * @param after position behind what is known already; absent where the end is asked for
     * @return at most 16 KiB; nothing where nothing was printed
     * @throws IOException if it cannot be read
     */
    public Part read(@Nullable Long after) throws IOException {
        if (!workspace.isInPlace()) {
            return Part.NOTHING;
        }
        Path file = workspace.file(Workspace.LOG);
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            BasicFileAttributes before = attributes(file);
            if (before == null) {
                continue;
            }
            try (SeekableByteChannel channel = SwappableFile.open(file)) {
                BasicFileAttributes now = attributes(file);
                BasicFileAttributes older = attributes(older());
                boolean isRenamed = older != null && now != null && key(older).equals(key(now));
                if (now != null && key(before).equals(key(now)) && !isRenamed) {
                    return read(channel, follow(key(now), older), after);
                }
            } catch (NoSuchFileException justRenamed) {
                continue;
            }
        }
        // Whoever knows something already has missed nothing.
        return after == null ? Part.NOTHING : new Part(after, after, "");
    }

    /** Absent where there is no plain file. */
    private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? attributes : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Tells a file from the one that has its name next. */
    private static Object key(BasicFileAttributes file) {
        return file.fileKey() == null ? file.creationTime() : file.fileKey();
    }

    /**
     * Moves the base when the log was renamed since the last time; returns the older one's size.
     */
    private long follow(Object current, @Nullable BasicFileAttributes older) {
        Seen seen = new Seen(current, older == null ? null : older.lastModifiedTime());
        Seen before = known;
        known = seen;
        if (older == null) {
            return 0;
        }
        if (before == null) {
            base = older.size();
        } else if (!before.equals(seen)) {
            // If it was renamed more than once, that were twice as many bytes or more.
            base += (before.key().equals(key(older)) ? 1 : 2) * older.size();
        }
        return older.size();
    }

    private Path older() {
        return workspace.file(Workspace.LOG + ".1");
    }

    private Part read(SeekableByteChannel current, long olderBytes, @Nullable Long after)
            throws IOException {
        long oldest = base - olderBytes;
        long end = base + current.size();
        long first = Math.max(oldest, end - MAX_BYTES);
        long wanted = after == null ? -1 : after;
        boolean isNext = wanted >= first && wanted <= end;
        // One byte more shows whether a line begins there.
        long start = isNext ? wanted : Math.max(oldest, first - 1);
        ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES + 1);
        bytes.limit((int) (end - start));
        if (start < base) {
            try (SeekableByteChannel older = SwappableFile.open(older())) {
                fill(bytes, older.position(Math.max(0, older.size() - (base - start))));
            }
        }
        fill(bytes, current.position(Math.max(0, start - base)));
        LogLines lines = LogLines.of(bytes.array(), bytes.position(), isNext || start == 0);
        String text =
                new String(bytes.array(), lines.begin(), lines.length(), StandardCharsets.UTF_8);
        return new Part(
                start + lines.begin(), start + lines.end(), mask.apply(Texts.printable(text)));
    }

    private static void fill(ByteBuffer bytes, SeekableByteChannel from) throws IOException {
        while (bytes.hasRemaining() && from.read(bytes) >= 0) {
            // Until it is full, or there is no more.
        }
    }
}

package dev.crayfleet.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Append-only JSON lines. A line is handed to the operating system before anybody hears of the
 * change, which survives the death of this process (not of the machine: nothing is forced to disk).
 * A torn last line was never acknowledged and is cut off on opening. Guarded by the world's lock.
 */
final class StateJournal implements AutoCloseable {
    private final @Nullable FileChannel file;

    private StateJournal(@Nullable FileChannel file) {
        this.file = file;
    }

    /** What is written here is forgotten. */
    static StateJournal inMemory() {
        return new StateJournal(null);
    }

    /**
     * @param earlier receives the entries that are there
     * @throws IOException if it cannot be read, is not a journal, or another emulator has it open
     */
    static StateJournal open(Path path, List<Entry> earlier) throws IOException {
        FileChannel file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            lock(file, path);
            long good = read(Files.readAllBytes(path), path, earlier);
            file.truncate(good).position(good);
            return new StateJournal(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void lock(FileChannel file, Path path) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException("Another emulator uses " + path);
        }
    }

    private static long read(byte[] bytes, Path path, List<Entry> earlier) throws IOException {
        int start = 0;
        List<Entry> entries = new ArrayList<>();
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
                try {
                    entries.add(JsonTrees.MAPPER.readValue(line, Entry.class));
                } catch (JsonProcessingException e) {
                    throw new IOException(
                            "%s, line %d is no entry: move the file away to start anew"
                                    .formatted(path, entries.size() + 1),
                            e);
                }
                start = end + 1;
            }
        }
        earlier.addAll(entries);
        return start;
    }

    void append(Entry entry) throws IOException {
        if (file == null) {
            return;
        }
        // As an Entry, or Jackson leaves the name of the type out.
        String line = JsonTrees.MAPPER.writerFor(Entry.class).writeValueAsString(entry) + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}

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
 * All changes of the state, as append-only JSON lines. A line is written to the operating system
 * before anybody is told of the change, so it survives a crash of this process (not of the machine:
 * nothing is forced to disk). An incomplete last line was never acknowledged and is cut off on
 * opening. Guarded by the state's lock.
 */
final class StateJournal implements AutoCloseable {
    private final @Nullable FileChannel file;

    private StateJournal(@Nullable FileChannel file) {
        this.file = file;
    }

    /** A journal that keeps nothing. */
    static StateJournal inMemory() {
        return new StateJournal(null);
    }

    /**
     * @param earlier receives the changes that are there
     * @throws IOException if it cannot be read, is not a journal, or another emulator has it open
     */
    static StateJournal open(Path path, List<StateChange> earlier) throws IOException {
        FileChannel file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            lock(file, path);
            long end = read(Files.readAllBytes(path), path, earlier);
            file.truncate(end).position(end);
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

    /**
     * @return where the last complete line ends
     */
    private static long read(byte[] bytes, Path path, List<StateChange> earlier)
            throws IOException {
        int start = 0;
        List<StateChange> changes = new ArrayList<>();
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
                try {
                    changes.add(JsonTrees.MAPPER.readValue(line, StateChange.class));
                } catch (JsonProcessingException e) {
                    throw new IOException(
                            "%s, line %d is no entry: move the file away to start anew"
                                    .formatted(path, changes.size() + 1),
                            e);
                }
                start = end + 1;
            }
        }
        earlier.addAll(changes);
        return start;
    }

    void append(StateChange change) throws IOException {
        if (file == null) {
            return;
        }
        // Typed as StateChange, or Jackson would leave out the type's name.
        String line =
                JsonTrees.MAPPER.writerFor(StateChange.class).writeValueAsString(change) + "\n";
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

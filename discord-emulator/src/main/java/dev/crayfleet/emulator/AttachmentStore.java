package dev.crayfleet.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of attachments, in memory or in one file each. Files are named by id, so that no name
 * of an attachment leads out of the folder.
 */
final class AttachmentStore {
    private final @Nullable Path folder;
    private final Map<Long, byte[]> memory = new ConcurrentHashMap<>();

    AttachmentStore(@Nullable Path folder) throws IOException {
        this.folder = folder == null ? null : Files.createDirectories(folder);
    }

    void put(long id, byte[] bytes) throws IOException {
        if (folder == null) {
            memory.put(id, bytes.clone());
        } else {
            Files.write(folder.resolve(Long.toString(id)), bytes);
        }
    }

    Optional<byte[]> get(long id) throws IOException {
        if (folder == null) {
            return Optional.ofNullable(memory.get(id)).map(byte[]::clone);
        }
        Path path = folder.resolve(Long.toString(id));
        return Files.exists(path) ? Optional.of(Files.readAllBytes(path)) : Optional.empty();
    }

    void delete(long id) throws IOException {
        if (folder == null) {
            memory.remove(id);
        } else {
            Files.deleteIfExists(folder.resolve(Long.toString(id)));
        }
    }
}

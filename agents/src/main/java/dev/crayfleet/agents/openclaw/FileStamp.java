package dev.crayfleet.agents.openclaw;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What tells whether a file has changed since; all zero where there was none.
 *
 * @param key tells it from another of the same name; absent where the system has none
 */
record FileStamp(FileTime modified, long size, @Nullable Object key) {
    static FileStamp of(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileStamp(
                    attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException missing) {
            return new FileStamp(FileTime.fromMillis(0), 0, null);
        }
    }
}

package dev.crayfleet.kafka.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/**
 * A small file with secrets in it. No message quotes what it says.
 *
 * @param what is in it, as people call it: "signing keys"
 * @param maker what helps where there is none, as the end of a sentence
 * @param maxBytes how large it may be
 */
public record SecretFile(Path path, String what, String maker, int maxBytes) {
    /**
     * Reads all of it.
     *
     * @throws IllegalArgumentException with a sentence for people, if it cannot be read, is too
     *     large, or everybody on the machine may read it
     */
    public String read() {
        try {
            if (isReadableByAll()) {
                throw new IllegalArgumentException(
                        "everybody on this machine may read the %s in %s: chmod o-r takes that away"
                                .formatted(what, path));
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(path)) {
                bytes = in.readNBytes(maxBytes + 1);
            }
            if (bytes.length > maxBytes) {
                throw new IllegalArgumentException(
                        "%s is larger than a file of %s".formatted(path, what));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "there is no file %s with %s; %s".formatted(path, what, maker), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the %s in %s cannot be read by user %s"
                            .formatted(what, path, System.getProperty("user.name", "unknown")),
                    e);
        }
    }

    private boolean isReadableByAll() throws IOException {
        return isPosix()
                && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
    }

    /** The group that may read it; empty where none may, or groups are not known here. */
    public Optional<String> readingGroup() {
        try {
            return isPosix()
                            && Files.getPosixFilePermissions(path)
                                    .contains(PosixFilePermission.GROUP_READ)
                    ? Optional.of(
                            Files.readAttributes(path, PosixFileAttributes.class).group().getName())
                    : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private boolean isPosix() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}

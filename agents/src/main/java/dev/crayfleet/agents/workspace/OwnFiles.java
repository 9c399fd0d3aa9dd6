package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folders that are for the runner only, and whether something was made by it. Where agents are the
 * same user, they can make such things as well.
 */
public final class OwnFiles {
    private static final Set<PosixFilePermission> FOR_OWNER =
            PosixFilePermissions.fromString("rwx------");

    private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private OwnFiles() {}

    /** Makes a folder and those above it, as far as they are missing, for the runner only. */
    public static void createFolders(Path folder) throws IOException {
        Files.createDirectories(folder, attributes(folder));
    }

    /**
     * @throws IOException also if it is there
     */
    static Path createFolder(Path folder) throws IOException {
        return Files.createDirectory(folder, attributes(folder));
    }

    /** Writes a file anew that the runner only may read. */
    static void write(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, attributes(file));
        Files.write(file, content);
    }

    private static FileAttribute<?>[] attributes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FOR_OWNER)}
                : new FileAttribute<?>[0];
    }

    /**
     * Whether it belongs to the runner's user, nobody else may change it, and it is no link. True
     * where files have no owners.
     *
     * @throws IOException if it is not there, or cannot be looked at
     */
    static boolean isOwn(Path path) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return true;
        }
        PosixFileAttributes attributes = view.readAttributes();
        UserPrincipal self = Self.USER;
        return !attributes.isSymbolicLink()
                && self != null
                && attributes.owner().equals(self)
                && attributes.permissions().stream().noneMatch(WRITABLE_BY_OTHERS::contains);
    }

    /** Who this process is, as files say it: a container's user need not have a name. */
    private static final class Self {
        private static final @Nullable UserPrincipal USER = find();

        private static @Nullable UserPrincipal find() {
            try {
                Path made = Files.createTempFile("crayfleet", "");
                try {
                    return Files.getOwner(made);
                } finally {
                    Files.delete(made);
                }
            } catch (IOException e) {
                return null;
            }
        }
    }
}

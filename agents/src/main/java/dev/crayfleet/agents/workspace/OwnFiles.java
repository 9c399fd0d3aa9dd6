package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders that are for the runner only, and whether something was made by it. Where agents are the
 * same user, they can make such things as well.
 */
public final class OwnFiles {
    private static final Set<PosixFilePermission> FOR_OWNER =
            PosixFilePermissions.fromString("rwx------");

    private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private static final Logger LOG = LoggerFactory.getLogger(OwnFiles.class);

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

    /**
     * Lets nobody but the runner pass through a folder of its own any more, whatever others are
     * allowed in it.
     */
    static void close(Path folder) {
        try {
            PosixFileAttributeView view =
                    Files.getFileAttributeView(
                            folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (view != null && isOwn(folder)) {
                view.setPermissions(FOR_OWNER);
            }
        } catch (NoSuchFileException gone) {
            LOG.debug("{} is gone", folder, gone);
        } catch (IOException e) {
            LOG.warn("{} cannot be closed to other users: {}", folder, e.toString());
        }
    }

    /**
     * Why agents that are users of their own cannot work in a folder of the runner's, or not apart
     * from each other; a sentence for people, empty where all is well.
     */
    public static Optional<String> faultForOthers(Path folder) throws IOException {
        if (!isOwn(folder)) {
            return Optional.of(
                    "%s belongs to another user than the runner's, or others may write there, and could put other folders in the place of agents'. Make it the runner's alone: chown root %1$s && chmod 711 %1$s"
                            .formatted(folder));
        }
        for (Path each = folder.toRealPath(); each != null; each = each.getParent()) {
            if (!Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return Optional.of(
                        "Agents that are users of their own cannot pass through %s to where they work. Let them: chmod o+x %1$s"
                                .formatted(each));
            }
        }
        return Optional.empty();
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
    public static boolean isOwn(Path path) throws IOException {
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

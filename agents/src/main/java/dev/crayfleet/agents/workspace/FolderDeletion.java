package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes folders that an agent filled: of any depth, with any permissions, with links. */
public final class FolderDeletion {
    private static final Logger LOG = LoggerFactory.getLogger(FolderDeletion.class);

    /** Deeper folders are moved up first: so many names of 255 bytes fit into a path. */
    private static final int MAX_DEPTH = 10;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private FolderDeletion() {}

    /** Deletes a folder and all in it; links are deleted, not followed. */
    public static void delete(Path folder) throws IOException {
        if (!PrivilegedFolder.delete(folder)) {
            deleteByPaths(folder);
        }
    }

    /** Deletes as a user who has no more rights than the one who filled the folder. */
    static void deleteByPaths(Path folder) throws IOException {
        Emptying emptying = new Emptying(folder);
        do {
            emptying.moved = false;
            Files.walkFileTree(folder, emptying);
        } while (emptying.moved);
        Files.deleteIfExists(folder);
    }

    /** One pass deletes everything but what lies too deep, which it moves up for the next pass. */
    private static final class Emptying extends SimpleFileVisitor<Path> {
        private final Path folder;
        private boolean moved;

        Emptying(Path folder) {
            this.folder = folder;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            if (e instanceof AccessDeniedException && restorePermissions(file)) {
                delete(file);
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
                throws IOException {
            restorePermissions(visited);
            if (visited.getNameCount() - folder.getNameCount() <= MAX_DEPTH) {
                return FileVisitResult.CONTINUE;
            }
            LOG.debug("{} is deep", folder);
            Files.move(visited, folder.resolve("deep-" + UUID.randomUUID()));
            moved = true;
            return FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
                throws IOException {
            if (e != null) {
                throw e;
            }
            if (!visited.equals(folder)) {
                Files.deleteIfExists(visited);
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /** Gives the owner of a folder all rights again; returns whether any was missing. */
    private static boolean restorePermissions(Path folder) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (view.readAttributes().permissions().containsAll(OWNER_ONLY)) {
            return false;
        }
        view.setPermissions(OWNER_ONLY);
        return true;
    }
}

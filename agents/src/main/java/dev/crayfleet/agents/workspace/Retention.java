package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the folders of successes whose time is over. Those of failures stay. */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /** A folder has no note yet while it is being filled. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    /** Deeper folders are moved up first: so many names of 255 bytes fit into a path. */
    private static final int DEEPEST = 10;

    private static final Set<PosixFilePermission> OWNERS =
            PosixFilePermissions.fromString("rwx------");

    private final WorkspaceSettings settings;
    private final RunRegistry notes;

    /**
     * @param notes of what runs and is not touched
     */
    public Retention(WorkspaceSettings settings, RunRegistry notes) {
        this.settings = settings;
        this.notes = notes;
    }

    /**
     * One that cannot be deleted does not hold up the others.
     *
     * @return how many were deleted
     * @throws IOException if the folder of all of them cannot be read
     */
    public int sweep(Instant now) throws IOException {
        if (Files.notExists(settings.folder())) {
            return 0;
        }
        int deleted = 0;
        for (Path agent : agents()) {
            if (isOver(agent, now) && deleted(agent)) {
                deleted++;
            }
        }
        return deleted + (settings.mostBytes() > 0 ? shrink(now) : 0);
    }

    private List<Path> agents() throws IOException {
        List<Path> agents = new ArrayList<>();
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(settings.folder(), "agent-*")) {
            folders.forEach(agents::add);
        }
        return agents;
    }

    private boolean isOver(Path agent, Instant now) {
        Path mark = agent.resolve(Workspace.SUCCEEDED);
        try {
            return Files.isRegularFile(mark)
                    && Files.getLastModifiedTime(mark)
                            .toInstant()
                            .plus(settings.retention())
                            .isBefore(now);
        } catch (IOException otherRunnerWasFaster) {
            return false;
        }
    }

    /** The mark lies where the agent may write, so it is no proof that it is gone. */
    private boolean deleted(Path agent) {
        if (notes.isRunning(agent)) {
            return false;
        }
        try {
            delete(agent);
            return true;
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", agent, FileErrors.of(e));
            return false;
        }
    }

    private record Agent(Path folder, FileTime changed, long bytes) {}

    /** The oldest go first, failures as well, until the rest fits. */
    private int shrink(Instant now) throws IOException {
        List<Agent> agents = new ArrayList<>();
        for (Path folder : agents()) {
            try {
                agents.add(new Agent(folder, Files.getLastModifiedTime(folder), bytes(folder)));
            } catch (IOException otherRunnerWasFaster) {
                LOG.debug("{} is gone", folder, otherRunnerWasFaster);
            }
        }
        agents.sort(Comparator.comparing(Agent::changed));
        long all = agents.stream().mapToLong(Agent::bytes).sum();
        int deleted = 0;
        for (Agent each : agents) {
            if (all <= settings.mostBytes()) {
                break;
            }
            boolean fresh = each.changed().toInstant().plus(FRESH).isAfter(now);
            if (!fresh && deleted(each.folder())) {
                all -= each.bytes();
                deleted++;
            }
        }
        return deleted;
    }

    private static long bytes(Path folder) throws IOException {
        AtomicLong sum = new AtomicLong();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        sum.addAndGet(attributes.size());
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return sum.get();
    }

    /** Deletes a folder and all in it; links are deleted, not followed. */
    public static void delete(Path folder) throws IOException {
        if (!PrivilegedFolder.delete(folder)) {
            deleteByPaths(folder);
        }
    }

    /** As one who may do no more than who filled it. */
    static void deleteByPaths(Path folder) throws IOException {
        while (!emptied(folder)) {
            LOG.debug("{} is deep", folder);
        }
        Files.deleteIfExists(folder);
    }

    /** Whether nothing is left in it; if not, what lay too deep for a path lies near the top. */
    private static boolean emptied(Path folder) throws IOException {
        AtomicBoolean moved = new AtomicBoolean();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        if (e instanceof AccessDeniedException && opened(file)) {
                            delete(file);
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }

                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path visited, BasicFileAttributes attributes) throws IOException {
                        opened(visited);
                        if (visited.getNameCount() - folder.getNameCount() <= DEEPEST) {
                            return FileVisitResult.CONTINUE;
                        }
                        Files.move(visited, folder.resolve("deep-" + UUID.randomUUID()));
                        moved.set(true);
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
                });
        return !moved.get();
    }

    /** Gives back to its owner what somebody took from him; whether anything was taken. */
    private static boolean opened(Path folder) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Set<PosixFilePermission> is = view.readAttributes().permissions();
        if (is.containsAll(OWNERS)) {
            return false;
        }
        view.setPermissions(OWNERS);
        return true;
    }
}

package dev.crayfleet.runner.workspace;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Deletes the folders of successes whose time is over. Those of failures stay. */
public final class Retention {
    private final WorkspaceSettings settings;
    private final RunNotes notes;

    /**
     * @param notes of what runs and is not touched
     */
    public Retention(WorkspaceSettings settings, RunNotes notes) {
        this.settings = settings;
        this.notes = notes;
    }

    /**
     * @return how many were deleted
     * @throws IOException if one could not be; the others are then not looked at
     */
    public int sweep(Instant now) throws IOException {
        if (Files.notExists(settings.folder())) {
            return 0;
        }
        int deleted = 0;
        try (DirectoryStream<Path> agents =
                Files.newDirectoryStream(settings.folder(), "agent-*")) {
            for (Path agent : agents) {
                Path mark = agent.resolve(Workspace.SUCCEEDED);
                if (Files.isRegularFile(mark)
                        && Files.getLastModifiedTime(mark)
                                .toInstant()
                                .plus(settings.retention())
                                .isBefore(now)) {
                    delete(agent);
                    deleted++;
                }
            }
        } catch (NoSuchFileException otherRunnerWasFaster) {
            return deleted;
        }
        return deleted + (settings.mostBytes() > 0 ? shrink() : 0);
    }

    private record Agent(Path folder, FileTime changed, long bytes) {}

    /** The oldest go first, failures as well, until the rest fits. */
    private int shrink() throws IOException {
        List<Agent> agents = new ArrayList<>();
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(settings.folder(), "agent-*")) {
            for (Path folder : folders) {
                agents.add(new Agent(folder, Files.getLastModifiedTime(folder), bytes(folder)));
            }
        }
        agents.sort(Comparator.comparing(Agent::changed));
        long all = agents.stream().mapToLong(Agent::bytes).sum();
        int deleted = 0;
        for (Agent each : agents) {
            if (all <= settings.mostBytes()) {
                break;
            }
            if (!notes.isRunning(each.folder())) {
                delete(each.folder());
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
                        throw e;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
                            throws IOException {
                        if (e != null) {
                            throw e;
                        }
                        Files.deleteIfExists(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}

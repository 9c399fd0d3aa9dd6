package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the folders of successes and of failures, each after its own retention. Above a size of
 * all together, the oldest are deleted, whatever they are.
 */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /** A folder that is being filled is not registered yet. */
    private static final Duration MIN_AGE = Duration.ofMinutes(1);

    private final WorkspaceSettings settings;
    private final AgentRunRegistry registry;

    // Only of the thread that sweeps.
    private boolean above;

    /**
     * @param registry of what runs and is not deleted
     */
    public Retention(WorkspaceSettings settings, AgentRunRegistry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    /**
     * Deletes what may be deleted now. A folder that cannot be deleted does not keep the others.
     *
     * @return how many were deleted
     * @throws IOException if the folder of all of them cannot be read
     */
    public int sweep(Instant now) throws IOException {
        if (Files.notExists(settings.folder())) {
            return 0;
        }
        int deleted = 0;
        for (Path agent : agentFolders()) {
            if (isExpired(agent, now) && delete(agent)) {
                deleted++;
            }
        }
        return deleted + (settings.maxBytes() > 0 ? shrink(now) : 0);
    }

    private List<Path> agentFolders() throws IOException {
        List<Path> agents = new ArrayList<>();
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(settings.folder(), "agent-*")) {
            folders.forEach(agents::add);
        }
        return agents;
    }

    private boolean isExpired(Path agent, Instant now) {
        Path mark = agent.resolve(Workspace.SUCCEEDED);
        try {
            boolean isSuccess = Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS);
            if (!isSuccess && settings.failedRetention().isZero()) {
                return false;
            }
            // The folder of a failure was changed last when it was cleared, at the end.
            return Files.getLastModifiedTime(isSuccess ? mark : agent, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .plus(isSuccess ? settings.retention() : settings.failedRetention())
                    .isBefore(now);
        } catch (IOException deletedByAnotherRunner) {
            return false;
        }
    }

    /** Asks the registry, because the mark of success lies where the agent may write. */
    private boolean delete(Path agent) {
        if (registry.isRunning(agent)) {
            return false;
        }
        try {
            FolderDeletion.delete(agent);
            return true;
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", agent, FileErrors.of(e));
            return false;
        }
    }

    private record AgentFolder(Path path, FileTime modified, long bytes) {}

    /** The oldest are deleted first, failures as well, until the rest fits. */
    private int shrink(Instant now) throws IOException {
        List<AgentFolder> agents = new ArrayList<>();
        for (Path path : agentFolders()) {
            try {
                agents.add(new AgentFolder(path, Files.getLastModifiedTime(path), bytes(path)));
            } catch (IOException deletedByAnotherRunner) {
                LOG.debug("{} is gone", path, deletedByAnotherRunner);
            }
        }
        agents.sort(Comparator.comparing(AgentFolder::modified));
        long totalBytes = agents.stream().mapToLong(AgentFolder::bytes).sum();
        int deleted = 0;
        for (AgentFolder each : agents) {
            if (totalBytes <= settings.maxBytes()) {
                break;
            }
            boolean isFresh = each.modified().toInstant().plus(MIN_AGE).isAfter(now);
            if (!isFresh && delete(each.path())) {
                totalBytes -= each.bytes();
                deleted++;
            }
        }
        warnIfAbove(totalBytes);
        return deleted;
    }

    /** Once, until there is room again. */
    private void warnIfAbove(long totalBytes) {
        boolean isAbove = totalBytes > settings.maxBytes();
        if (isAbove && !above) {
            LOG.warn(
                    "{} has {} MiB after all that may be deleted was, more than workers-max-mb: what is left belongs to agents that run",
                    settings.folder(),
                    totalBytes >> 20);
        }
        above = isAbove;
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
}

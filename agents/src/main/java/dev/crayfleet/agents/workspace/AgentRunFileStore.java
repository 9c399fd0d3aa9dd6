package dev.crayfleet.agents.workspace;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of {@link AgentRunFile}s, one for each, in a folder that only the runner may read.
 * Their time of modification says when their runner was last alive. Errors are logged and go no
 * further: an agent does its task also where it cannot be recorded.
 */
final class AgentRunFileStore {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRunFileStore.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SUFFIX = ".json";

    private final Path folder;

    AgentRunFileStore(Path folder) {
        this.folder = folder;
    }

    private Path file(String agent) {
        return folder.resolve(agent + SUFFIX);
    }

    void write(AgentRunFile run) {
        try {
            OwnFiles.createFolders(folder);
            Path aside = folder.resolve(run.agent() + ".new");
            OwnFiles.write(aside, JSON.writeValueAsBytes(run));
            Files.move(aside, file(run.agent()), StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException folderIsGone) {
            LOG.debug("{} is gone", folder, folderIsGone);
        } catch (IOException | UnsupportedOperationException e) {
            // The file is only needed if this runner is killed.
            LOG.warn("the file of {} cannot be written: {}", run.agent(), e.toString());
        }
    }

    void delete(String agent) {
        try {
            Files.deleteIfExists(file(agent));
        } catch (IOException e) {
            LOG.warn("the file of {} cannot be deleted: {}", agent, e.toString());
        }
    }

    /**
     * Sets the time of modification.
     *
     * @return whether there is a file whose time could be set
     */
    boolean touch(String agent, Instant time) {
        try {
            Files.setLastModifiedTime(file(agent), FileTime.from(time));
            return true;
        } catch (IOException e) {
            LOG.debug("the file of {} cannot be touched", agent, e);
            return false;
        }
    }

    /** Whether there is a file that was not modified for longer than the age. */
    boolean isOlderThan(String agent, Duration age) {
        try {
            return Files.getLastModifiedTime(file(agent))
                    .toInstant()
                    .plus(age)
                    .isBefore(Instant.now());
        } catch (IOException deletedMeanwhile) {
            return false;
        }
    }

    /** Whether there is a file of it that only the runner can have written. */
    boolean exists(String agent) {
        try {
            return isTrusted(file(agent));
        } catch (IOException none) {
            return false;
        }
    }

    /** Whoever opens a pipe waits for somebody to write: so it has to be a file as well. */
    private boolean isTrusted(Path file) throws IOException {
        return OwnFiles.isOwn(folder)
                && OwnFiles.isOwn(file)
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    AgentRunFile read(String agent) throws IOException {
        return read(file(agent));
    }

    private static AgentRunFile read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), AgentRunFile.class);
    }

    /**
     * All that can be read and that only the runner can have written: by what others write, it
     * would end processes of theirs.
     */
    List<AgentRunFile> readAll() {
        List<AgentRunFile> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                try {
                    if (isTrusted(file)) {
                        found.add(read(file));
                    } else {
                        LOG.warn(
                                "{} is not believed: another user can have made it, or it is no file",
                                file);
                    }
                } catch (NoSuchFileException over) {
                    LOG.debug("{} is over", file, over);
                } catch (IOException e) {
                    LOG.warn("{} cannot be read: {}", file, e.toString());
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("{} cannot be read: {}", folder, e.toString());
        }
        return found;
    }
}

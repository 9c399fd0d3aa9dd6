package dev.crayfleet.runner.workspace;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crayfleet.runner.process.Whereabouts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs at this moment, written down beside the workspaces: a runner that was killed says
 * nothing any more, and its next life finds here what to end. Out of the agents' own folders, so
 * that none writes here whom to kill.
 */
public final class RunNotes {
    private static final Logger LOG = LoggerFactory.getLogger(RunNotes.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FOLDER = ".runs";
    private static final String SUFFIX = ".json";

    private final Path folder;
    private final Whereabouts runner;

    /**
     * @param workers the folder of all agents
     */
    public RunNotes(Path workers) {
        this.folder = workers.resolve(FOLDER);
        this.runner = Whereabouts.ofThis();
    }

    /**
     * @param agent the folder's name
     * @param runner whose it is
     * @param mark of its processes, or empty
     * @param process the first of them; with no pid where there is none
     * @param session in a Gateway, or empty
     */
    public record Note(
            String agent, Whereabouts runner, String mark, Whereabouts process, String session) {}

    /** Of one agent; gone when it is closed. */
    public final class Mine implements AutoCloseable {
        private final String agent;
        private Note note;
        private boolean written;

        private Mine(String agent) {
            this.agent = agent;
            this.note = new Note(agent, runner, "", Whereabouts.NONE, "");
        }

        private synchronized void note(Note next) {
            note = next;
            written = true;
            write(next);
        }

        /** A process was started for it. */
        public synchronized void runs(String mark, long pid) {
            note(new Note(agent, runner, mark, Whereabouts.of(pid), note.session()));
        }

        /** A session was opened for it. */
        public synchronized void runsIn(String session) {
            note(new Note(agent, runner, note.mark(), note.process(), session));
        }

        @Override
        public synchronized void close() {
            if (written) {
                remove(agent);
            }
        }
    }

    /** Of an agent that has a folder, which is to stay as long as the note is there. */
    public Mine open(Workspace workspace) {
        Mine mine = new Mine(workspace.agent());
        mine.note(mine.note);
        return mine;
    }

    /** Of one that has none: nothing is written until something is started for it. */
    public Mine openLater(Workspace workspace) {
        return openLater(workspace.agent());
    }

    /** Of a process that works for many agents. */
    public Mine openLater(String name) {
        return new Mine(name);
    }

    /** Whether a runner that lives has an agent in this folder. */
    boolean isRunning(Path agent) {
        Path file = folder.resolve(agent.getFileName() + SUFFIX);
        try {
            return Files.exists(file) && !JSON.readValue(file.toFile(), Note.class).runner().gone();
        } catch (IOException unreadable) {
            return Files.exists(file);
        }
    }

    /** What runners left behind that are surely dead. */
    public List<Note> leftBehind() {
        List<Note> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : notes) {
                try {
                    Note note = JSON.readValue(file.toFile(), Note.class);
                    if (note.runner().gone()) {
                        found.add(note);
                    }
                } catch (IOException e) {
                    LOG.warn("{} cannot be read: {}", file, e.toString());
                }
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", folder, e.toString());
        }
        return found;
    }

    /** It is dealt with. */
    public void remove(String agent) {
        try {
            Files.deleteIfExists(folder.resolve(agent + SUFFIX));
        } catch (IOException e) {
            LOG.warn("the note of {} cannot be deleted: {}", agent, e.toString());
        }
    }

    private void write(Note note) {
        try {
            if (Files.notExists(folder)) {
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            Path aside = folder.resolve(note.agent() + ".new");
            Files.write(aside, JSON.writeValueAsBytes(note));
            Files.move(
                    aside,
                    folder.resolve(note.agent() + SUFFIX),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException gone) {
            LOG.debug("{} is gone", folder, gone);
        } catch (IOException | UnsupportedOperationException e) {
            // A note is for bad days; a day is not made bad by its lack.
            LOG.warn("no note of {} can be written: {}", note.agent(), e.toString());
        }
    }
}

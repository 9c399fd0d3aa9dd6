package dev.crayfleet.agents.workspace;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crayfleet.agents.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs at this moment, written down beside the workspaces: a runner that was killed says
 * nothing any more, and its next life finds here what to end. Out of the agents' own folders, so
 * that none writes here whom to kill. Runners in other containers, whose processes are not to be
 * seen, are gone when they have not touched their notes for a while. Safe for use by many threads.
 */
public final class RunRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(RunRegistry.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FOLDER = ".runs";
    private static final String SUFFIX = ".json";

    /** How often {@link #touch} is to be called. */
    public static final Duration TOUCH = Duration.ofSeconds(5);

    /** Longer than a lease: what such a runner did is somebody else's by then. */
    private static final Duration UNTOUCHED = Duration.ofSeconds(30);

    private final Path folder;
    private final ProcessIdentity runner;
    private final Duration untouched;

    /** What runs here, also where no note of it could be written. */
    private final Map<String, Mine> running = new ConcurrentHashMap<>();

    /**
     * @param workers the folder of all agents
     */
    public RunRegistry(Path workers) {
        this(workers, Duration.ZERO);
    }

    /**
     * @param lease of a runner: none is taken for gone before that is over
     */
    public RunRegistry(Path workers, Duration lease) {
        this.folder = workers.resolve(FOLDER);
        this.runner = ProcessIdentity.ofThis();
        Duration twice = lease.multipliedBy(2);
        this.untouched = twice.compareTo(UNTOUCHED) > 0 ? twice : UNTOUCHED;
    }

    /**
     * @param agent the folder's name
     * @param runner whose it is
     * @param mark of its processes, or empty
     * @param process the first of them; with no pid where there is none
     * @param session in a Gateway, or empty
     */
    public record Note(
            String agent,
            ProcessIdentity runner,
            String mark,
            ProcessIdentity process,
            String session) {}

    /** Of one agent; gone when it is closed, and nothing is left to do about it. */
    public final class Mine implements AutoCloseable {
        private final String agent;
        private Note note;
        private boolean written;
        private boolean closed;
        private boolean owing;

        private Mine(String agent) {
            this.agent = agent;
            this.note = new Note(agent, runner, "", ProcessIdentity.NONE, "");
            running.put(agent, this);
        }

        private synchronized void note(Note next) {
            note = next;
            written = true;
            write(next);
        }

        /** A process was started for it. */
        public synchronized void runs(String mark, long pid) {
            note(new Note(agent, runner, mark, ProcessIdentity.of(pid), note.session()));
        }

        /** A session was opened for it. */
        public synchronized void runsIn(String session) {
            note(new Note(agent, runner, note.mark(), note.process(), session));
        }

        /**
         * Something of it is still to be ended: the note stays for the next life of this runner,
         * also when this is closed.
         *
         * @return to be run when it is ended
         */
        public synchronized Runnable owes() {
            owing = true;
            return this::paid;
        }

        private synchronized void paid() {
            owing = false;
            if (closed) {
                end();
            }
        }

        private synchronized void touch() {
            if (running.get(agent) == this && written && !touched(agent, Instant.now())) {
                // The disk may have been full.
                write(note);
            }
        }

        private void end() {
            running.remove(agent, this);
            if (written) {
                remove(agent);
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (!owing) {
                end();
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

    /** Says that this runner lives to those that cannot see its process. */
    public void touch() {
        running.values().forEach(Mine::touch);
        // That of its Gateway as well, which is another's.
        for (Note note : all()) {
            if (note.runner().equals(runner)) {
                touched(note.agent(), Instant.now());
            }
        }
    }

    /** Says that this runner is gone: what it still owes is for whoever comes next, at once. */
    public void leave() {
        running.keySet().forEach(agent -> touched(agent, Instant.EPOCH));
    }

    private boolean touched(String agent, Instant at) {
        try {
            Files.setLastModifiedTime(file(agent), FileTime.from(at));
            return true;
        } catch (IOException e) {
            LOG.debug("the note of {} cannot be touched", agent, e);
            return false;
        }
    }

    private Path file(String agent) {
        return folder.resolve(agent + SUFFIX);
    }

    private boolean gone(Note note) {
        return note.runner().elsewhere() ? untouched(note.agent()) : note.runner().gone();
    }

    private boolean untouched(String agent) {
        try {
            return Files.getLastModifiedTime(file(agent))
                    .toInstant()
                    .plus(untouched)
                    .isBefore(Instant.now());
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    /** Whether a runner that lives has an agent in this folder. */
    boolean isRunning(Path agent) {
        String name = String.valueOf(agent.getFileName());
        if (running.containsKey(name)) {
            return true;
        }
        Path file = file(name);
        try {
            return Files.exists(file) && !gone(JSON.readValue(file.toFile(), Note.class));
        } catch (IOException unreadable) {
            return Files.exists(file);
        }
    }

    /** What runners left behind that are surely dead, or have said nothing for long. */
    public List<Note> leftBehind() {
        return all().stream().filter(this::gone).toList();
    }

    private List<Note> all() {
        List<Note> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : notes) {
                try {
                    found.add(JSON.readValue(file.toFile(), Note.class));
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

    /** It is dealt with. */
    public void remove(String agent) {
        try {
            Files.deleteIfExists(file(agent));
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
            Files.move(aside, file(note.agent()), StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException gone) {
            LOG.debug("{} is gone", folder, gone);
        } catch (IOException | UnsupportedOperationException e) {
            // A note is for bad days; a day is not made bad by its lack.
            LOG.warn("no note of {} can be written: {}", note.agent(), e.toString());
        }
    }
}

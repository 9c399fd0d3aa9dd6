package dev.crayfleet.agents.home;

import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.WorkspaceHome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The home of one agent, open for one attempt. For one thread at a time. */
public final class AgentHome implements WorkspaceHome, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentHome.class);

    private final String name;
    private final Path path;
    private final SecureDirectoryStream<Path> folder;
    private final HomeSettings settings;
    private final boolean keepsMemory;
    private final List<String> notes = new ArrayList<>();

    private Map<String, String> memory = Map.of();
    private @Nullable MemoryJournal journal;
    private @Nullable HomeLock lock;

    /** Why nothing can be kept here; absent where it can. */
    private @Nullable String readOnly;

    /**
     * @param path its real one
     * @param folder closed with this
     */
    AgentHome(
            String name,
            Path path,
            SecureDirectoryStream<Path> folder,
            HomeSettings settings,
            boolean keepsMemory) {
        this.name = name;
        this.path = path;
        this.folder = folder;
        this.settings = settings;
        this.keepsMemory = keepsMemory;
    }

    /**
     * Takes the lock, and ends what the holder before has begun.
     *
     * @return false if another attempt has it; true also where nothing can be kept
     */
    boolean tryLock() {
        try {
            if (journal == null) {
                journal = MemoryJournal.open(path, folder);
            }
            Optional<HomeLock> taken = HomeLock.tryTake(path, journal.state());
            if (taken.isEmpty()) {
                return false;
            }
            lock = taken.get();
            journal.recover();
        } catch (IOException e) {
            LOG.warn("{}: nothing can be kept there: {}", path, reason(e));
            readOnly = reason(e);
        }
        return true;
    }

    /** Ends what somebody has begun who kept something here, unless somebody does that now. */
    void recover() {
        try {
            if (MemoryJournal.isUnfinished(folder) && tryLock()) {
                releaseLock();
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be looked at: {}", path, reason(e));
        }
    }

    @Override
    public Optional<String> copyTo(Path target) throws IOException {
        HomeCopy copy = new HomeCopy(name, settings);
        copy.copy(folder, target);
        memory = copy.memory();
        copy.note().ifPresent(notes::add);
        return copy.template();
    }

    @Override
    public String instructions(boolean hasTemplate) {
        return HomeInstructions.text(hasTemplate, keepsMemory);
    }

    /** On what was not copied, for the report. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * Brings what the agent has noted down back into its home: all of it, or nothing. To be called
     * once, when the attempt has succeeded and nothing of the agent runs any more.
     *
     * @return why it could not be kept, for the report; empty where it was, or there was nothing
     */
    public Optional<String> keepMemory(Workspace workspace, Secrets secrets) {
        if (!keepsMemory) {
            return Optional.empty();
        }
        try {
            MemoryChange change = NotedMemory.change(workspace, memory, secrets::mask);
            if (change.isEmpty()) {
                return Optional.empty();
            }
            if (readOnly != null || journal == null || lock == null) {
                throw new IOException(
                        readOnly == null ? "the home is not locked" : "in the home, " + readOnly);
            }
            requireUnchanged(change);
            journal.keep(change);
            LOG.info(
                    "{}: kept {} files that its agent noted, and deleted {}",
                    path,
                    change.written().size(),
                    change.deleted().size());
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("{}: what its agent noted is not kept: {}", path, reason(e));
            return Optional.of(notKept(reason(e)));
        } catch (RuntimeException e) {
            LOG.error("{}: what its agent noted is not kept", path, e);
            return Optional.of(notKept("the runner itself failed"));
        }
    }

    private static String notKept(String why) {
        return "What the agent noted for its next task was not kept: %s. It is in the workspace."
                .formatted(why);
    }

    /** A person may have written there meanwhile, and is not to lose that. */
    private void requireUnchanged(MemoryChange change) throws IOException {
        for (String each : change.names()) {
            Optional<String> now = digest(Path.of(each));
            if (!now.equals(Optional.ofNullable(memory.get(each)))) {
                throw new IOException(
                        "somebody else has changed %s in the home meanwhile"
                                .formatted(HomeNames.shown(each)));
            }
        }
    }

    /** Of a file in the home; empty where there is none. */
    private Optional<String> digest(Path relative) throws IOException {
        Path above = relative.getParent();
        SecureDirectoryStream<Path> in = folder;
        try {
            in = above == null ? folder : SecureFolders.open(folder, above);
            Optional<BasicFileAttributes> found =
                    SecureFolders.attributes(in, relative.getFileName());
            if (found.isEmpty()) {
                return Optional.empty();
            }
            if (!found.get().isRegularFile()) {
                return Optional.of("");
            }
            try (InputStream content =
                    Channels.newInputStream(SecureFolders.read(in, relative.getFileName()))) {
                return Optional.of(Digest.of(content));
            }
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } finally {
            if (in != folder) {
                in.close();
            }
        }
    }

    /** What an exception of the file system means, within a sentence. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "%s may not be read or written by the runner".formatted(denied.getFile());
        }
        if (e instanceof NoSuchFileException missing) {
            return "%s is missing".formatted(missing.getFile());
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return "%s: %s".formatted(file.getFile(), file.getReason());
        }
        return e.getMessage() == null ? "the file system gave no reason" : e.getMessage();
    }

    private void releaseLock() throws IOException {
        HomeLock held = lock;
        lock = null;
        if (held != null) {
            held.close();
        }
    }

    @Override
    public void close() {
        try {
            releaseLock();
            if (journal != null) {
                journal.close();
            }
            folder.close();
        } catch (IOException e) {
            LOG.warn("{} cannot be closed: {}", path, reason(e));
        }
    }
}

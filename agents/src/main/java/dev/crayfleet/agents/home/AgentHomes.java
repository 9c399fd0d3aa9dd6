package dev.crayfleet.agents.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The homes of named agents on this machine. Safe for use by many threads. */
public final class AgentHomes {
    /** Longer than an agent that was told to stop takes to be gone. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(20);

    private static final long POLL_MS = 100;

    private final HomeSettings settings;
    private final Duration lockTimeout;

    public AgentHomes(HomeSettings settings) {
        this(settings, LOCK_TIMEOUT);
    }

    /**
     * @param lockTimeout how long the attempt before may take to end
     */
    AgentHomes(HomeSettings settings, Duration lockTimeout) {
        this.settings = settings;
        this.lockTimeout = lockTimeout;
    }

    /**
     * Opens the home of an agent for one attempt.
     *
     * @param home relative, as the fleet file names it
     * @param keepsMemory whether what the agent notes down is brought back into it; then no other
     *     attempt does that meanwhile
     * @param isWanted asked while another attempt is waited for
     * @throws HomeException with a sentence for people, if it cannot be had
     */
    public AgentHome open(String home, boolean keepsMemory, BooleanSupplier isWanted)
            throws HomeException, InterruptedException {
        Path path = resolve(home);
        SecureDirectoryStream<Path> folder;
        try {
            folder = openFolder(path);
        } catch (IOException e) {
            throw unreadable(home, e);
        }
        AgentHome opened = new AgentHome(home, path, folder, settings, keepsMemory);
        boolean isOpen = false;
        try {
            if (keepsMemory) {
                lock(opened, home, isWanted);
            } else {
                opened.recover();
            }
            isOpen = true;
            return opened;
        } finally {
            if (!isOpen) {
                opened.close();
            }
        }
    }

    private void lock(AgentHome home, String name, BooleanSupplier isWanted)
            throws HomeException, InterruptedException {
        long startNanos = System.nanoTime();
        while (!home.tryLock()) {
            if (!isWanted.getAsBoolean()
                    || System.nanoTime() - startNanos > lockTimeout.toNanos()) {
                throw HomeException.notHere(
                        "Another task of this agent still works with its home %s on %s; what both note down could not be kept."
                                .formatted(name, settings.machine()));
            }
            Thread.sleep(POLL_MS);
        }
    }

    /** The real path of a home, below that of the folder of all. */
    private Path resolve(String home) throws HomeException {
        Path relative;
        try {
            relative = Path.of(home).normalize();
        } catch (InvalidPathException e) {
            throw outside(home);
        }
        if (relative.isAbsolute() || relative.startsWith("..") || relative.toString().isEmpty()) {
            throw outside(home);
        }
        Path folder = settings.folder().resolve(relative);
        try {
            Path all = settings.folder().toRealPath();
            Path real = folder.toRealPath();
            if (!real.startsWith(all) || real.equals(all)) {
                throw outside(home);
            }
            if (!Files.isDirectory(real)) {
                throw HomeException.notHere(
                        "The home %s of this agent is no folder on %s: %s"
                                .formatted(home, settings.machine(), folder));
            }
            return real;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw HomeException.notHere(
                    "The home %s of this agent is not on %s: there is no folder %s. Put it there, or say with crayfleet.runner.agents-folder where homes are."
                            .formatted(home, settings.machine(), folder));
        } catch (HomeException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(home, e);
        }
    }

    private SecureDirectoryStream<Path> openFolder(Path home) throws IOException {
        Path all = settings.folder().toRealPath();
        try (SecureDirectoryStream<Path> top = SecureFolders.open(all)) {
            return SecureFolders.open(top, all.relativize(home));
        }
    }

    private HomeException outside(String home) {
        return HomeException.unfit(
                "The home %s of this agent is no folder below %s on %s, where homes are (crayfleet.runner.agents-folder)."
                        .formatted(HomeNames.shown(home), settings.folder(), settings.machine()));
    }

    private HomeException unreadable(String home, IOException e) {
        return HomeException.notHere(
                "The home %s of this agent cannot be read on %s: %s. Let the runner's user read %s."
                        .formatted(
                                home,
                                settings.machine(),
                                AgentHome.reason(e),
                                settings.folder().resolve(home)));
    }
}

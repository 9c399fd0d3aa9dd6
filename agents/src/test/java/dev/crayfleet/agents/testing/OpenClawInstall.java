package dev.crayfleet.agents.testing;

import dev.crayfleet.agents.workspace.FolderDeletion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The OpenClaw that {@code deploy/openclaw} pins, installed once under {@code .crayfleet/openclaw}
 * of the project and used from there by every test. The first time takes a minute and 800 MB.
 */
public final class OpenClawInstall {
    private static final int MINUTES = 8;

    private OpenClawInstall() {}

    /**
     * The program. Skips the calling test where npm is missing, and fails it there in CI.
     *
     * @throws IOException if it cannot be installed
     */
    public static Path program() throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("crayfleet.root", "."));
        Path pinned = root.resolve("deploy/openclaw");
        Path home = Files.createDirectories(root.resolve(".crayfleet/openclaw"));
        Path installed = home.resolve(hash(pinned.resolve("package-lock.json")));
        if (isThere(installed)) {
            return program(installed);
        }
        Optional<String> npm = npm();
        if (npm.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("npm is missing, so OpenClaw cannot be tested in CI");
        }
        Assumptions.assumeTrue(npm.isPresent(), "npm is missing: OpenClaw cannot be installed");
        // Other builds and other test JVMs may be at it.
        try (FileChannel channel =
                        FileChannel.open(
                                home.resolve(".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            if (!isThere(installed)) {
                install(pinned, home, installed, npm.orElseThrow());
            }
            return program(installed);
        }
    }

    /** Of compiled code, which halves the time of every start but the first. */
    public static Path cache() throws IOException {
        Path root = Path.of(System.getProperty("crayfleet.root", "."));
        return Files.createDirectories(root.resolve(".crayfleet/openclaw/cache"));
    }

    /** Made aside and moved into place, so that what is in place is whole. */
    private static void install(Path pinned, Path home, Path installed, String npm)
            throws IOException, InterruptedException {
        Path aside = Files.createTempDirectory(home, "half-");
        try {
            for (String file : new String[] {"package.json", "package-lock.json"}) {
                Files.copy(pinned.resolve(file), aside.resolve(file));
            }
            Path log = aside.resolve("install.log");
            // Its scripts ask for the Node.js that is only being installed; none is needed.
            Process process =
                    new ProcessBuilder(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                            .directory(aside.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException("npm ci took more than " + MINUTES + " minutes");
            }
            if (process.exitValue() != 0 || !Files.exists(program(aside))) {
                throw new IOException("npm ci failed:\n" + Files.readString(log));
            }
            Files.move(aside, installed, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            if (Files.exists(aside)) {
                FolderDeletion.delete(aside);
            }
        }
    }

    private static boolean isThere(Path installed) {
        return Files.exists(program(installed));
    }

    private static Path program(Path installed) {
        return installed.toAbsolutePath().normalize().resolve("node_modules/.bin/openclaw");
    }

    private static Optional<String> npm() throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder("npm", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? Optional.of("npm")
                    : Optional.empty();
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    private static String hash(Path lock) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(lock));
            return HexFormat.of().formatHex(digest).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.crayfleet.cli.systemd;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is found here that unit files depend on. */
public final class ThisMachine {
    private static final int MAX_VERSION_BYTES = 4096;
    private static final long VERSION_TIMEOUT_SECONDS = 5;
    private static final Pattern VERSION = Pattern.compile("^systemd (\\d{1,5})");

    private ThisMachine() {}

    /**
     * The crayfleet command that this program belongs to.
     *
     * @throws IllegalArgumentException with a sentence for people, if it is not found
     */
    public static Path ownLauncher() {
        try {
            Path jar =
                    Path.of(
                            ThisMachine.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            for (Path folder = jar; folder != null; folder = folder.getParent()) {
                for (String each : new String[] {"bin/crayfleet", "crayfleet"}) {
                    Path launcher = folder.resolve(each);
                    if (Files.isRegularFile(launcher) && Files.isExecutable(launcher)) {
                        return launcher;
                    }
                }
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("this program lies at no path", e);
        }
        throw new IllegalArgumentException(
                "the crayfleet command was not found: --launcher says where it is");
    }

    /** 0 if there is none. */
    public static int systemdVersion() {
        try {
            Process process =
                    new ProcessBuilder("systemctl", "--version").redirectErrorStream(true).start();
            if (!process.waitFor(VERSION_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return 0;
            }
            try (InputStream in = process.getInputStream()) {
                Matcher version =
                        VERSION.matcher(
                                new String(
                                        in.readNBytes(MAX_VERSION_BYTES), StandardCharsets.UTF_8));
                return version.find() ? Integer.parseInt(version.group(1)) : 0;
            }
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}

package dev.crayfleet.runner.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the defaults of settings depend on.
 *
 * @param hostName of this machine; empty if it has none
 * @param cores its processors
 * @param home folder of the user, which {@code ~/} stands for
 * @param suffix 4 hexadecimal digits that tell runners of one host apart
 */
public record HostDefaults(String hostName, int cores, Path home, String suffix) {
    private static final Logger LOG = LoggerFactory.getLogger(HostDefaults.class);
    private static final int MAX_HOST_CHARS = 60;

    /** Of the machine and the user that this process runs on, with a random suffix. */
    public static HostDefaults current() {
        return new HostDefaults(
                currentHostName(),
                Runtime.getRuntime().availableProcessors(),
                currentHome(),
                "%04x".formatted(new SecureRandom().nextInt(0x10000)));
    }

    String runnerId() {
        String plain = hostName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
        String host =
                plain.isEmpty()
                        ? "here"
                        : plain.substring(0, Math.min(MAX_HOST_CHARS, plain.length()));
        return "runner-" + host + "-" + suffix;
    }

    String pools() {
        return "default=" + cores;
    }

    private static String currentHostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("this machine has no name", e);
            return "";
        }
    }

    /** OpenClaw goes by HOME and not by Java's user.home, and so do we. */
    private static Path currentHome() {
        String home = System.getenv("HOME");
        return Path.of(
                home == null || home.isBlank() ? System.getProperty("user.home", ".") : home);
    }
}

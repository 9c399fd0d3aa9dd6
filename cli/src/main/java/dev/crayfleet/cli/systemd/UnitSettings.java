package dev.crayfleet.cli.systemd;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What unit files have to know of a machine.
 *
 * @param launcher the crayfleet command, absolute
 * @param javaHome of the Java that runs it, absolute
 * @param isUsers whether it is a user's own systemd, and not the machine's
 * @param user how the names begin of those who run the services of the machine's systemd: each
 *     service, and each runner, is a user of its own
 * @param systemdVersion as in {@code systemctl --version}; 0 if it is not known
 */
public record UnitSettings(
        Path launcher, Path javaHome, boolean isUsers, String user, int systemdVersion) {
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,15}");

    /**
     * @throws IllegalArgumentException with a sentence for people, if such units could not work
     */
    public UnitSettings {
        if (!USER.matcher(user).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no beginning of a user's name: 16 letters a to z, digits, _ and - at most"
                            .formatted(user));
        }
        for (Path each : new Path[] {launcher, javaHome}) {
            if (each.toString().chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("a path has a line end or the like in it");
            }
            if (!isUsers && (each.startsWith("/home") || each.startsWith("/root"))) {
                throw new IllegalArgumentException(
                        "%s is in a home, which these units hide from agents. Move it, to /opt for example, or add --user"
                                .formatted(each));
            }
        }
    }
}

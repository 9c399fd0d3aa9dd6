package dev.crayfleet.agents.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.TreeMap;

/**
 * A user of this machine whom agents run as.
 *
 * @param group its first one, as a number
 * @param agents how many are this user at the same time
 * @param home its folder, which may not be there
 */
public record SystemUser(String name, String group, int agents, Path home) {
    private static final Path PASSWD = Path.of("/etc/passwd");

    /** The variables that describe it to its processes. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(Map.of("USER", name, "LOGNAME", name));
        if (Files.isDirectory(home)) {
            environment.put("HOME", home.toString());
        }
        return environment;
    }

    /** Makes it the owner of a folder and of all in it, unless it is that already. */
    void giveOwnership(Path folder) throws IOException {
        UserPrincipal user =
                folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
        if (Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)) {
            return;
        }
        OwnershipTransfer.transfer(folder, name);
    }

    /**
     * Lets it, and no other but the runner, pass through a folder of the runner's to what it knows
     * the name of.
     */
    public void letThrough(Path folder) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new IOException(folder + " has no owner here");
        }
        view.setGroup(
                folder.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByGroupName(group));
        view.setPermissions(PosixFilePermissions.fromString("rwx--x---"));
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if there is no such user, or
     *     this process may not become it
     */
    public static SystemUser of(String name, int agents) {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new IllegalArgumentException(
                    "run-as=%s takes a runner that runs as root".formatted(name));
        }
        if (LimitedCommand.findProgram("setpriv").isEmpty()) {
            throw new IllegalArgumentException(
                    "run-as=%s takes the program setpriv, which is not here".formatted(name));
        }
        try {
            return Files.readAllLines(PASSWD, StandardCharsets.UTF_8).stream()
                    .map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 5 && fields[0].equals(name))
                    .findFirst()
                    .map(fields -> new SystemUser(name, fields[3], agents, Path.of(fields[5])))
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "run-as=%s: there is no such user here".formatted(name)));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "run-as=%s: %s cannot be read".formatted(name, PASSWD), e);
        }
    }
}

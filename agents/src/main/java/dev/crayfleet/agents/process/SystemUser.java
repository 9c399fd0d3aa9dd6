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
import java.util.Optional;
import java.util.TreeMap;

/**
 * A user of this machine whom agents run as.
 *
 * @param uid its number
 * @param group its first one, as a number
 * @param agents how many are this user at the same time, as the system counts
 * @param home its folder, which may not be there
 * @param isOfOneAgent whether it is one agent's alone: then all that runs as it is that agent's,
 *     and is ended with it
 */
public record SystemUser(
        String name, long uid, String group, int agents, Path home, boolean isOfOneAgent) {
    static final Path PASSWD = Path.of("/etc/passwd");

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
        if (!owns(folder)) {
            OwnershipTransfer.transfer(folder, account());
        }
    }

    /** Whether a file or folder is its own; a link counts itself, not what it leads to. */
    public boolean owns(Path path) throws IOException {
        UserPrincipal user =
                path.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName(account());
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(user);
    }

    /** Its number as a text, by which the system finds it as well. */
    public String account() {
        return Long.toString(uid);
    }

    /** The same for something that runs beside its agent: nothing else of it is ended with that. */
    public SystemUser shared() {
        return new SystemUser(name, uid, group, agents, home, false);
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
        requireSwitching(name);
        return find(name, agents, false, PASSWD)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "run-as=%s: there is no such user here".formatted(name)));
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if this process may not become
     *     another user
     */
    static void requireSwitching(String name) {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new IllegalArgumentException(
                    "run-as=%s takes a runner that runs as root; leave it empty for agents that are the runner's own user"
                            .formatted(name));
        }
        if (LimitedCommand.findProgram("setpriv").isEmpty()) {
            throw new IllegalArgumentException(
                    "run-as=%s takes the program setpriv, which is not here".formatted(name));
        }
    }

    /**
     * @param passwd a file like {@code /etc/passwd}
     * @return empty if there is no such user
     */
    static Optional<SystemUser> find(String name, int agents, boolean isOfOneAgent, Path passwd) {
        try {
            return Files.readAllLines(passwd, StandardCharsets.UTF_8).stream()
                    .map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 5 && fields[0].equals(name))
                    .findFirst()
                    .map(fields ->
                            new SystemUser(
                                    name,
                                    Long.parseLong(fields[2]),
                                    fields[3],
                                    agents,
                                    Path.of(fields[5]),
                                    isOfOneAgent));
        } catch (IOException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "run-as=%s: %s cannot be read".formatted(name, passwd), e);
        }
    }
}

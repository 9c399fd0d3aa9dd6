package dev.crayfleet.agents.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes another user the owner of what the runner made. That user may already run an agent for
 * another task: so the content of a folder changes its owner before the folder, as long as only the
 * runner can replace it, and for a link the owner of the link itself is changed, not of its target.
 */
public final class OwnershipTransfer {
    private OwnershipTransfer() {}

    /**
     * @param path a file, or a folder with all in it
     * @param user by name
     * @throws IOException also if it belongs to a third user, who could replace what is in it by
     *     links meanwhile
     */
    public static void transfer(Path path, String user) throws IOException {
        UserPrincipal owner = principal(path, user);
        UserPrincipal before = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
        if (!before.equals(owner)
                && !before.equals(principal(path, System.getProperty("user.name")))) {
            throw new IOException(
                    "%s belongs to %s, and is not given to another user: delete it"
                            .formatted(path, before.getName()));
        }
        List<Path> folderFirst;
        try (Stream<Path> all = Files.walk(path)) {
            folderFirst = all.toList();
        }
        for (Path each : folderFirst.reversed()) {
            PosixFileAttributeView view =
                    Files.getFileAttributeView(
                            each, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (view == null) {
                throw new IOException(each + " has no owner here");
            }
            view.setOwner(owner);
        }
    }

    private static UserPrincipal principal(Path path, String user) throws IOException {
        return path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
    }
}

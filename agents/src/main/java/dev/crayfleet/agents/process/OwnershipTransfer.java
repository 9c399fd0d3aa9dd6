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
 * Makes somebody else the owner of what the runner made. Whoever becomes that is at work already,
 * for another task: so what lies in a folder is given away before the folder, as long as only the
 * runner can put something else in its place, and a link is given away itself, not what it names.
 */
public final class OwnershipTransfer {
    private OwnershipTransfer() {}

    /**
     * @param path a file, or a folder with all in it
     * @param user by name
     */
    public static void give(Path path, String user) throws IOException {
        UserPrincipal to =
                path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
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
            view.setOwner(to);
        }
    }
}

package dev.crayfleet.agents.home;

import java.io.IOException;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Hands over what the runner makes in a home. */
final class HomeOwner {
    private HomeOwner() {}

    /** What a runner that is root makes in somebody's home is that person's. */
    static void giveTo(PosixFileAttributes owner, PosixFileAttributeView made, boolean isFolder)
            throws IOException {
        PosixFileAttributes attributes = made.readAttributes();
        if (!attributes.owner().equals(owner.owner())) {
            made.setGroup(owner.group());
            made.setOwner(owner.owner());
        }
        Set<PosixFilePermission> permissions = EnumSet.copyOf(owner.permissions());
        if (!isFolder) {
            permissions.removeAll(
                    Set.of(
                            PosixFilePermission.OWNER_EXECUTE,
                            PosixFilePermission.GROUP_EXECUTE,
                            PosixFilePermission.OTHERS_EXECUTE));
        }
        permissions.add(PosixFilePermission.OWNER_READ);
        permissions.add(PosixFilePermission.OWNER_WRITE);
        made.setPermissions(permissions);
    }
}

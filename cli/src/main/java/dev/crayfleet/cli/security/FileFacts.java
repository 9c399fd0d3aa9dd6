package dev.crayfleet.cli.security;

import dev.crayfleet.cli.machine.SecretPath;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Who may do what with a file of secrets.
 *
 * @param owner a user of this machine
 * @param group of users of this machine
 */
record FileFacts(
        SecretPath file, String owner, String group, Set<PosixFilePermission> permissions) {
    FileFacts {
        permissions = Set.copyOf(permissions);
    }

    boolean may(PosixFilePermission one, PosixFilePermission other) {
        return permissions.contains(one) || permissions.contains(other);
    }
}

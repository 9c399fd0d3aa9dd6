package dev.crayfleet.cli.security;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import dev.crayfleet.agents.process.SlotUsers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Files of secrets that others than their owner can read or change, or whose owner is an agent. */
final class FileDoors {
    private FileDoors() {}

    /**
     * @param agents users that agents run as, where that is not the runner's own; {@code agent-*}
     *     are those with a number there
     */
    static List<Door> of(List<FileFacts> files, Set<String> agents) {
        List<Door> doors = new ArrayList<>();
        for (FileFacts each : files) {
            String close = "chmod 600 " + each.file().path();
            if (each.may(OTHERS_READ, OTHERS_WRITE)) {
                doors.add(
                        Door.open(
                                DoorKind.FILE_READABLE,
                                "%s has %s, and everybody on this machine can read or change it."
                                        .formatted(each.file().path(), each.file().what()),
                                close));
            } else if (each.may(GROUP_WRITE, GROUP_WRITE)) {
                doors.add(
                        Door.risky(
                                DoorKind.FILE_READABLE,
                                "%s has %s, and its group %s can change it."
                                        .formatted(
                                                each.file().path(),
                                                each.file().what(),
                                                each.group()),
                                close));
            } else if (each.may(GROUP_READ, GROUP_READ)) {
                doors.add(
                        Door.note(
                                DoorKind.FILE_READABLE,
                                "%s has %s, and its group %s can read it."
                                        .formatted(
                                                each.file().path(),
                                                each.file().what(),
                                                each.group()),
                                "unless it is the services' own group: chmod g-r "
                                        + each.file().path()));
            }
            if (agents.stream().anyMatch(agent -> SlotUsers.isOneOf(agent, each.owner()))) {
                doors.add(
                        Door.open(
                                DoorKind.FILE_OF_AGENTS,
                                "%s has %s, and is of %s, the user that agents run as: they can read it."
                                        .formatted(
                                                each.file().path(),
                                                each.file().what(),
                                                each.owner()),
                                "chown USER %s, with the user of the service that needs it; %s"
                                        .formatted(each.file().path(), close)));
            }
        }
        return doors;
    }
}

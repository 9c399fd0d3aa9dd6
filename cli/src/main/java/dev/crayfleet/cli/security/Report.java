package dev.crayfleet.cli.security;

import java.util.List;
import java.util.Optional;

/**
 * What an audit has found.
 *
 * @param whoMayWhat empty if the fleet file was not seen
 * @param doors the widest first
 * @param notChecked what could not be looked at
 */
public record Report(
        Optional<WhoMayWhat> whoMayWhat, List<Door> doors, List<NotChecked> notChecked) {
    public Report {
        doors = List.copyOf(doors);
        notChecked = List.copyOf(notChecked);
    }

    public long count(Severity severity) {
        return doors.stream().filter(each -> each.severity() == severity).count();
    }
}

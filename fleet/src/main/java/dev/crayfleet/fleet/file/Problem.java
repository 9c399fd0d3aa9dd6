package dev.crayfleet.fleet.file;

import dev.crayfleet.fleet.file.Tree.At;

/**
 * What is wrong at one place of the file.
 *
 * @param path of the place, {@code roles.lead.may[2]}; empty for the file as a whole
 * @param sentence for people: what is wrong, and what is allowed; without a full stop
 */
public record Problem(At at, String path, String sentence) {
    /** {@code line 3, column 7: roles.lead.may: …}, as far as it is known. */
    @Override
    public String toString() {
        String what = path.isEmpty() ? sentence : path + ": " + sentence;
        return at.line() == 0
                ? what
                : "line %d, column %d: %s".formatted(at.line(), at.column(), what);
    }
}

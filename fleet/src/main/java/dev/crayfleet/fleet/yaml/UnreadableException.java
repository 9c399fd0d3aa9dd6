package dev.crayfleet.fleet.yaml;

import dev.crayfleet.fleet.file.Problem;
import dev.crayfleet.fleet.file.Tree.At;

/** What is written is no tree, so that nothing behind it can be read. */
final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    UnreadableException(At at, String sentence) {
        super(sentence);
        problem = new Problem(at, "", sentence);
    }

    Problem problem() {
        return problem;
    }
}

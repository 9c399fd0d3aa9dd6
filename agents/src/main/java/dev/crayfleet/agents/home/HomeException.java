package dev.crayfleet.agents.home;

import dev.crayfleet.contract.FailureKind;
import java.io.IOException;

/** A home cannot be brought into a task; its message is a sentence for people. */
public final class HomeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    private HomeException(FailureKind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    /** Another runner may have it, or this one later. */
    static HomeException notHere(String sentence) {
        return new HomeException(FailureKind.TRANSIENT, sentence);
    }

    /** It stays so until a person changes it. */
    static HomeException unfit(String sentence) {
        return new HomeException(FailureKind.PERMANENT, sentence);
    }

    /** Of the attempt whose agent cannot be started. */
    public FailureKind kind() {
        return kind;
    }
}

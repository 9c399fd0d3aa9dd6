package dev.crayfleet.cli.kafka;

/** A part of the fleet is not where it is looked for. The message is a sentence for people. */
public final class UnreachableException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public UnreachableException(String sentence) {
        super(sentence);
    }

    public UnreachableException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

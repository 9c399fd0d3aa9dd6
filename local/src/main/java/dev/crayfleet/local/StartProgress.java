package dev.crayfleet.local;

/** Hears what a start is doing, and may end it. */
@FunctionalInterface
public interface StartProgress {
    /** Nobody listens. */
    StartProgress NONE = what -> {};

    /**
     * The start goes on to something that may take a while.
     *
     * @param what as the end of "waiting for": {@code Kafka to start}
     * @throws IllegalStateException if the start is to end here; what was started is stopped again
     */
    void step(String what);

    /**
     * Something that whoever waits should know.
     *
     * @param sentence for people
     */
    default void note(String sentence) {}
}

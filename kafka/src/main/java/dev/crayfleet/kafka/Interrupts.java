package dev.crayfleet.kafka;

import org.apache.kafka.common.errors.InterruptException;

/** Kafka's unchecked {@link InterruptException} as Java's checked one. */
public final class Interrupts {
    private Interrupts() {}

    public static InterruptedException toInterruptedException(InterruptException e) {
        // It has set the thread's flag, which an InterruptedException stands for.
        Thread.interrupted();
        InterruptedException interrupted = new InterruptedException("stopped");
        interrupted.initCause(e);
        return interrupted;
    }
}

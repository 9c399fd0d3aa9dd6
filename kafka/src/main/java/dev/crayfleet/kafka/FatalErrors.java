package dev.crayfleet.kafka;

import org.apache.kafka.common.KafkaException;

/**
 * What may be caught where one record or one message is handled, so that it is given up and the
 * next one goes on: everything but this.
 */
public final class FatalErrors {
    private FatalErrors() {}

    /**
     * Whether the virtual machine itself has failed, out of memory above all. A stack that was too
     * deep is the fault of what was handled.
     */
    public static boolean isFatal(Throwable e) {
        return e instanceof VirtualMachineError && !(e instanceof StackOverflowError);
    }

    /**
     * Throws again what nothing goes on after.
     *
     * @throws VirtualMachineError if the virtual machine has failed
     */
    public static void rethrowIfFatal(Throwable e) {
        if (isFatal(e)) {
            throw (VirtualMachineError) e;
        }
    }

    /**
     * Throws again what Kafka's own code threw, where that is Kafka's to handle.
     *
     * @throws KafkaException if it is one
     */
    public static void rethrowIfKafkas(Throwable e) {
        if (e instanceof KafkaException kafka) {
            throw kafka;
        }
    }
}

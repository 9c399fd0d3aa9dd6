package dev.crayfleet.flow;

import org.apache.kafka.common.KafkaException;

/**
 * What may be caught where one record is handled, so that it is given up and the next one goes on.
 */
public final class Failures {
    private Failures() {}

    /**
     * Throws again what is not the record's fault, or cannot be gone on after: no memory left and
     * other failures of the virtual machine, and whatever Kafka's own code throws. A stack that was
     * too deep is the record's fault.
     *
     * @throws VirtualMachineError if the virtual machine is broken
     * @throws KafkaException if Kafka is
     */
    public static void rethrowIfFatal(Throwable e) {
        if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
            throw fatal;
        }
        if (e instanceof KafkaException kafka) {
            throw kafka;
        }
    }
}

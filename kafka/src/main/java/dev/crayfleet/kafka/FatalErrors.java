package dev.crayfleet.kafka;

import org.apache.kafka.common.KafkaException;

/**
 * Errors that must not be caught where one record or one message is handled. Any other is caught
 * there: that record is given up, and the next one is handled.
 */
public final class FatalErrors {
    private FatalErrors() {}

    /**
     * Whether the virtual machine itself has failed, by running out of memory above all. A stack
     * overflow does not count: it is caused by the record that was handled.
     */
    public static boolean isFatal(Throwable e) {
        return e instanceof VirtualMachineError && !(e instanceof StackOverflowError);
    }

    /**
     * Throws a fatal error again, and returns for any other.
     *
     * @throws VirtualMachineError if {@code e} is fatal
     */
    public static void rethrowIfFatal(Throwable e) {
        if (isFatal(e)) {
            throw (VirtualMachineError) e;
        }
    }

    /**
     * Throws an exception of Kafka's client again, for Kafka Streams to handle.
     *
     * @throws KafkaException if {@code e} is one
     */
    public static void rethrowIfKafkas(Throwable e) {
        if (e instanceof KafkaException kafka) {
            throw kafka;
        }
    }
}

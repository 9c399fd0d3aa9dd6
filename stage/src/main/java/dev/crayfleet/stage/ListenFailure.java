package dev.crayfleet.stage;

import java.net.BindException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;

/** A stage cannot listen where it is told to. The message says where, why, and what to change. */
final class ListenFailure extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private ListenFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** What is to be thrown instead of what the HTTP server has thrown. */
    static RuntimeException of(String stage, String host, int port, RuntimeException failure) {
        return reason(failure, port)
                .<RuntimeException>map(reason ->
                        new ListenFailure(
                                "%s cannot listen on %s:%d: %s"
                                        .formatted(stage, host, port, reason),
                                failure))
                .orElse(failure);
    }

    private static Optional<String> reason(Throwable failure, int port) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException) {
                return Optional.of(
                        "there is no such address. MICRONAUT_SERVER_HOST must be one of this machine's.");
            }
            if (cause instanceof BindException || cause instanceof SocketException) {
                return Optional.of(bindReason(String.valueOf(cause.getMessage()), port));
            }
        }
        return Optional.empty();
    }

    private static String bindReason(String message, int port) {
        if (message.contains("in use")) {
            return "%s listens there. Stop it, or set MICRONAUT_SERVER_PORT to another port; 0 is any that is free."
                    .formatted(PortOwner.nameOf(port));
        }
        if (message.contains("assign")) {
            return "that is no address of this machine. Change MICRONAUT_SERVER_HOST.";
        }
        if (message.contains("ermission")) {
            return "this user may not. Set MICRONAUT_SERVER_PORT to a port above 1023.";
        }
        return message
                + ". MICRONAUT_SERVER_HOST and MICRONAUT_SERVER_PORT say where it is to listen.";
    }
}

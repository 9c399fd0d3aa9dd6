package dev.crayfleet.agents.gateway;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** What an exception of a connection means to people: its own message is often none at all. */
final class ConnectionErrors {
    private ConnectionErrors() {}

    /** By the innermost cause, which is what has happened. */
    static String of(Throwable e) {
        if (e instanceof WebSocketHandshakeException answered && answered.getResponse() != null) {
            return "it answered with HTTP %d, as no gateway does"
                    .formatted(answered.getResponse().statusCode());
        }
        if (e.getCause() != null) {
            return of(e.getCause());
        }
        return switch (e) {
            // A connection that is refused is told in this way as well.
            case ConnectException refused -> "nothing answers there";
            case ClosedChannelException refused -> "nothing answers there";
            case UnresolvedAddressException unknown -> "no such host is known";
            case UnknownHostException unknown -> "no such host is known";
            case HttpTimeoutException late -> "it did not answer in time";
            case SSLException tls -> "no secure connection: " + tls.getMessage();
            case EOFException end -> "it closed the connection";
            case SocketException broken -> "it closed the connection";
            case ProtocolException other -> "it does not speak as a gateway does";
            default -> e.getMessage() == null ? "the connection failed" : e.getMessage();
        };
    }
}

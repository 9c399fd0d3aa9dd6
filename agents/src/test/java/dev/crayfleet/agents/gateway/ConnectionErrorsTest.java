package dev.crayfleet.agents.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionErrorsTest {
    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new ConnectException(), "nothing answers there"),
                Arguments.of(
                        new CompletionException(
                                new ConnectException().initCause(new ClosedChannelException())),
                        "nothing answers there"),
                Arguments.of(new UnresolvedAddressException(), "no such host is known"),
                Arguments.of(
                        new HttpConnectTimeoutException("HTTP connect timed out"),
                        "it did not answer in time"),
                Arguments.of(
                        new SSLHandshakeException("the certificate is not trusted"),
                        "no secure connection: the certificate is not trusted"),
                Arguments.of(new EOFException(), "it closed the connection"),
                Arguments.of(new SocketException("Connection reset"), "it closed the connection"),
                Arguments.of(new IOException("Broken pipe"), "Broken pipe"),
                Arguments.of(new IllegalStateException(), "the connection failed"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void areSentencesWithoutNamesOfClasses(Throwable error, String sentence) {
        assertThat(ConnectionErrors.of(error)).isEqualTo(sentence);
    }
}

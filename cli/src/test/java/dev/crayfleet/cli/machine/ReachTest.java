package dev.crayfleet.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ReachTest {
    @Test
    void whatListensOnLoopbackOnlyIsNotReachedByOthers() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            assertThat(Reach.isReached(new InetSocketAddress("127.0.0.1", port))).isTrue();
            assertThat(Reach.isBeyondLoopback("127.0.0.1", port)).isFalse();
            assertThat(Reach.isBeyondLoopback("localhost", port)).isFalse();
        }
        assertThat(Reach.isReached(new InetSocketAddress("127.0.0.1", port))).isFalse();
    }

    /** Nobody has to be asked for that: the address says it. */
    @Test
    void whatListensElsewhereIs() {
        assertThat(Reach.isBeyondLoopback("192.0.2.1", 9092)).isTrue();
        assertThat(Reach.isBeyondLoopback("::1", 1)).isFalse();
        assertThat(Reach.isBeyondLoopback("nowhere.invalid", 9092)).isFalse();
    }
}

package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.dispatcher.RequiresDispatcher;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/**
 * Where the HTTP server is going to listen. The other dispatchers are told before it listens. So if
 * any free port will do, it is chosen here and set as the port of the server, which is made later.
 */
@Singleton
@RequiresDispatcher
final class ListenAddress {
    private static final String PORT = "micronaut.server.port";

    private final String host;
    private final int port;

    /**
     * @param port 0 or below means any free port
     * @throws IllegalStateException if the host is not an address of this machine
     */
    ListenAddress(
            Environment environment,
            @Property(name = "micronaut.server.host") String host,
            @Property(name = PORT) int port) {
        this.host = host;
        this.port = port > 0 ? port : findFreePort(host);
        if (port <= 0) {
            environment.addPropertySource(
                    PropertySource.of("crayfleet-chosen-port", Map.of(PORT, this.port)));
        }
    }

    String host() {
        return host;
    }

    /** 1 to 65535. */
    int port() {
        return port;
    }

    private static int findFreePort(String host) {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "micronaut.server.host: nothing can listen on " + host, e);
        }
    }
}

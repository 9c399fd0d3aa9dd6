package dev.crayfleet.emulator;

import java.io.IOException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** The HTTP server and its addresses. */
final class EmulatorServer {
    private static final int MAX_THREADS = 64;
    private static final int MIN_THREADS = 4;
    private static final int MAX_WEB_SOCKET_MESSAGE_BYTES = 1 << 16;

    private final Server server;
    private final String authority;

    private EmulatorServer(Server server, String authority) {
        this.server = server;
        this.authority = authority;
    }

    /**
     * Takes the port, so that the addresses are known. Requests are answered after {@link #start}.
     *
     * @param port 0 takes a free one
     * @throws IOException if the port is in use
     */
    static EmulatorServer open(int port, Reach reach) throws IOException {
        Server server = new Server(threadPool());
        ServerConnector connector = connector(server, reach.bindAddress(), port);
        server.addConnector(connector);
        connector.open();
        return new EmulatorServer(server, reach.host() + ":" + connector.getLocalPort());
    }

    private static QueuedThreadPool threadPool() {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("discord-emulator");
        threads.setDaemon(true);
        return threads;
    }

    private static ServerConnector connector(Server server, String address, int port) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector =
                new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(address);
        connector.setPort(port);
        return connector;
    }

    /** {@code http://HOST:PORT}. */
    String baseUrl() {
        return "http://" + authority;
    }

    String gatewayUrl() {
        return "ws://" + authority + "/gateway";
    }

    ServerWebSocketContainer webSockets() {
        ServerWebSocketContainer webSockets = ServerWebSocketContainer.ensure(server);
        webSockets.setMaxTextMessageSize(MAX_WEB_SOCKET_MESSAGE_BYTES);
        return webSockets;
    }

    void start(Handler handler) throws Exception {
        server.setHandler(handler);
        server.start();
    }

    /** Frees the port, also if the server has not been started. */
    void stop() throws Exception {
        server.stop();
    }
}

package dev.crayfleet.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real broker and controller in this JVM, in KRaft mode, on loopback. One broker is not durable
 * against a power cut: Kafka relies on replication for that. It is for a quick start and for tests.
 *
 * <p>Its data folder survives it, also after kill -9, and may be opened by one broker at a time.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final int NODE_ID = 1;
    private final KafkaRaftServer server;
    private final String bootstrap;

    private EmbeddedKafka(KafkaRaftServer server, String bootstrap) {
        this.server = server;
        this.bootstrap = bootstrap;
    }

    /**
     * Starts over the folder, which is formatted if it is new. Takes 1.5 to 5 s.
     *
     * @param data folder of logs and metadata
     * @param port to listen on, 0 for any that is free
     * @throws IllegalStateException if the folder is another broker's, or the port is taken
     */
    public static EmbeddedKafka start(Path data, int port) {
        int client = port == 0 ? freePort() : port;
        int controller = freePort();
        try {
            Files.createDirectories(data);
            Properties settings = settings(data, client, controller);
            format(data);
            KafkaRaftServer server =
                    new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
            server.startup();
            return new EmbeddedKafka(server, "127.0.0.1:" + client);
        } catch (IOException e) {
            throw new UncheckedIOException("no Kafka data can be kept in " + data, e);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "the embedded Kafka did not start over "
                            + data
                            + " on port "
                            + client
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** {@code 127.0.0.1:port}. */
    public String bootstrap() {
        return bootstrap;
    }

    /** Stops in order, so that the next start over the folder does not wait. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path data) throws Exception {
        new Formatter()
                .setClusterId("Y3JheWZsZWV0LWxvY2FsIQ")
                .setNodeId(NODE_ID)
                .addDirectory(data.toString())
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(data.toString())
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setIgnoreFormatted(true)
                // It would print to the console.
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .run();
    }

    private static Properties settings(Path data, int client, int controller) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controller);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "listeners",
                "CLIENT://127.0.0.1:" + client + ",CONTROLLER://127.0.0.1:" + controller);
        settings.put("advertised.listeners", "CLIENT://127.0.0.1:" + client);
        settings.put("inter.broker.listener.name", "CLIENT");
        settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", data.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        // Otherwise a restart waits 9 s for the session of the old broker.
        settings.put("controlled.shutdown.enable", "true");
        // How long a start after a kill waits for the session of the old broker; default 9 s.
        settings.put("broker.session.timeout.ms", "5000");
        settings.put("broker.heartbeat.interval.ms", "1000");
        // A transaction right after another waits for its markers, which takes a millisecond here;
        // default 20 ms.
        settings.put("add.partitions.to.txn.retry.backoff.ms", "1");
        // The controller's heartbeat records, which nobody needs here; default twice a second.
        settings.put("metadata.max.idle.interval.ms", "10000");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        return settings;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

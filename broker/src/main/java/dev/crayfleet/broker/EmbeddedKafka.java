package dev.crayfleet.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * A real broker and controller in this JVM, in KRaft mode, on loopback: alone, or one of several.
 * One broker is not durable against a power cut: Kafka relies on replication for that. It is for a
 * quick start and for tests.
 *
 * <p>Its data folder outlives it, kill -9 included; it may be opened again by one broker at a time.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final int MAX_TRIES = 3;

    /** Kafka's own marks: of a broker that has run, and of one that was stopped in order. */
    private static final String METADATA_FOLDER = "__cluster_metadata-0";

    private static final String CLEAN_SHUTDOWN_FILE = ".kafka_cleanshutdown";

    private final KafkaRaftServer server;
    private final String bootstrap;

    private EmbeddedKafka(KafkaRaftServer server, String bootstrap) {
        this.server = server;
        this.bootstrap = bootstrap;
    }

    /**
     * Starts over the folder, which is formatted if it is new. Takes 1.5 to 5 s.
     *
     * @param data where logs and metadata lie
     * @param port to listen on, 0 for any that is free
     * @throws IllegalStateException if the folder is another broker's, or the port is taken
     */
    public static EmbeddedKafka start(Path data, int port) {
        return startAlone(data, port, null);
    }

    /**
     * The same, with a broker that checks who asks: see {@link SuperUser}.
     *
     * @param superUser the same at each start over a folder
     */
    public static EmbeddedKafka start(Path data, int port, SuperUser superUser) {
        return startAlone(data, port, Objects.requireNonNull(superUser));
    }

    /** Somebody else may bind a port between its being found free and being bound here. */
    private static EmbeddedKafka startAlone(Path data, int port, @Nullable SuperUser superUser) {
        for (int tries = 1; ; tries++) {
            int clientPort = port == 0 ? LoopbackPorts.findFree() : port;
            int controllerPort = LoopbackPorts.findFree();
            try {
                return start(
                        data,
                        new BrokerNode(1, List.of(clientPort), List.of(controllerPort)),
                        superUser);
            } catch (IllegalStateException e) {
                boolean isGivenOneTaken = port != 0 && !LoopbackPorts.isFree(port);
                if (isGivenOneTaken || tries == MAX_TRIES || !isCausedByTakenPort(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isCausedByTakenPort(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Starts one node of a cluster over its folder. Returns when it serves, for which most of the
     * cluster's nodes have to run.
     *
     * @param data where logs and metadata of this node lie
     * @throws IllegalStateException if the folder is another broker's, or a port is taken
     */
    public static EmbeddedKafka start(Path data, BrokerNode node) {
        return start(data, node, null);
    }

    private static EmbeddedKafka start(Path data, BrokerNode node, @Nullable SuperUser superUser) {
        try {
            Files.createDirectories(data);
            format(data, node, superUser);
            Properties settings = settings(data, node);
            if (superUser != null) {
                superUser.addTo(settings);
            }
            if (node.isAlone() && wasKilled(data)) {
                KilledBroker.unregister(
                        settings,
                        node,
                        superUser == null ? Map.of() : superUser.controllerClient());
            }
            KafkaRaftServer server =
                    new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
            try {
                server.startup();
            } catch (Exception e) {
                // The controller may run already.
                server.shutdown();
                throw e;
            }
            return new EmbeddedKafka(server, "127.0.0.1:" + node.clientPort());
        } catch (IOException e) {
            throw new IllegalStateException(
                    "No Kafka data can be kept in %s: %s".formatted(data, e.getMessage()), e);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "the embedded Kafka did not start over "
                            + data
                            + " on port "
                            + node.clientPort()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Whether a broker has run over the folder, and was not stopped in order. */
    public static boolean wasKilled(Path data) {
        return Files.exists(data.resolve(METADATA_FOLDER))
                && !Files.exists(data.resolve(CLEAN_SHUTDOWN_FILE));
    }

    /**
     * What is done, in place of ending this process without a word, when Kafka gives up: it can no
     * longer write its folder, or fails in another way that it does not survive. For all brokers of
     * this JVM.
     *
     * @param action should end the process: this broker serves nobody any more. It is called by a
     *     thread of Kafka's, perhaps more than once
     */
    public static void whenItGivesUp(Runnable action) {
        Exit.Procedure procedure = (status, message) -> action.run();
        Exit.setHaltProcedure(procedure);
        Exit.setExitProcedure(procedure);
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

    private static void format(Path data, BrokerNode node, @Nullable SuperUser superUser)
            throws Exception {
        new Formatter()
                .setScramArguments(superUser == null ? List.of() : superUser.scramArguments())
                .setClusterId("Y3JheWZsZWV0LWxvY2FsIQ")
                .setNodeId(node.number())
                .addDirectory(data.toString())
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(data.toString())
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setIgnoreFormatted(true)
                // It would print to our console what nobody there asked for.
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .run();
    }

    private static Properties settings(Path data, BrokerNode node) {
        String replicas = Integer.toString(node.replicas());
        String minInSync = Integer.toString(node.minInSync());
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(node.number()));
        settings.put("controller.quorum.voters", node.quorumVoters());
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "listeners",
                "CLIENT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(node.clientPort(), node.controllerPort()));
        settings.put("advertised.listeners", "CLIENT://127.0.0.1:" + node.clientPort());
        settings.put("inter.broker.listener.name", "CLIENT");
        settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", data.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("offsets.topic.replication.factor", replicas);
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", replicas);
        settings.put("transaction.state.log.min.isr", minInSync);
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", replicas);
        settings.put("share.coordinator.state.topic.min.isr", minInSync);
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("min.insync.replicas", minInSync);
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        // Without it a restart over the same folder waits 9 s for the old broker's session.
        settings.put("controlled.shutdown.enable", "true");
        // How soon the others of a cluster notice that a broker is dead; 9 s unless said.
        // There are none where it is alone: then a beat that is late on a busy machine must not
        // take it out.
        settings.put("broker.session.timeout.ms", node.isAlone() ? "20000" : "5000");
        settings.put("broker.heartbeat.interval.ms", node.isAlone() ? "2500" : "1000");
        // Who begins a transaction just after another is told to wait for its markers, which takes
        // a millisecond here; 20 ms unless said.
        settings.put("add.partitions.to.txn.retry.backoff.ms", "1");
        if (node.isAlone()) {
            // The controller's sign of life to others; twice a second otherwise.
            settings.put("metadata.max.idle.interval.ms", "10000");
            // How long after its timeout the transaction of somebody who is dead holds readers up;
            // 10 s unless said.
            settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "2000");
        }
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        return settings;
    }
}

package dev.crayfleet.acceptance.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/**
 * Brokers in containers of the image that compose uses, each reachable from here, with replication
 * as a production cluster has it. One that is killed can be started again over its data.
 */
final class KafkaCluster implements AutoCloseable {
    /** {@code CRAYFLEET_KAFKA_IMAGE} stands in for it, where a registry is mirrored. */
    private static final String IMAGE =
            System.getenv().getOrDefault("CRAYFLEET_KAFKA_IMAGE", "apache/kafka:4.3.1");

    private static final Duration START_TIMEOUT = Duration.ofSeconds(120);
    private static final int HOST_LISTENER = 29092;

    private final Network network = Network.newNetwork();
    private final List<Integer> ports;
    private final List<GenericContainer<?>> brokers = new ArrayList<>();

    private KafkaCluster(int size) throws IOException {
        ports = freePorts(size);
        for (int number = 1; number <= size; number++) {
            brokers.add(broker(number));
        }
    }

    /**
     * @param size 3 or more, so that one may be away
     */
    static KafkaCluster start(int size) throws IOException {
        KafkaCluster cluster = new KafkaCluster(size);
        // At once: none serves before most of them are there.
        Startables.deepStart(cluster.brokers).join();
        return cluster;
    }

    /** {@code host:port} of all. */
    String bootstrap() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** Without notice. */
    void kill(int number) {
        docker().killContainerCmd(broker(number, brokers)).exec();
    }

    /** After it was killed. */
    void startAgain(int number) {
        docker().startContainerCmd(broker(number, brokers)).exec();
    }

    @Override
    public void close() {
        brokers.forEach(GenericContainer::stop);
        network.close();
    }

    private GenericContainer<?> broker(int number) {
        int port = ports.get(number - 1);
        return new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withNetwork(network)
                .withNetworkAliases("broker-" + number)
                .withExposedPorts(HOST_LISTENER)
                .withCreateContainerCmdModifier(command ->
                        Objects.requireNonNull(command.getHostConfig())
                                .withPortBindings(
                                        new PortBinding(
                                                Ports.Binding.bindIpAndPort("127.0.0.1", port),
                                                new ExposedPort(HOST_LISTENER))))
                .withEnv(environment(number, port))
                .waitingFor(Wait.forLogMessage(".*Kafka Server started.*", 1))
                .withStartupTimeout(START_TIMEOUT);
    }

    private Map<String, String> environment(int number, int port) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_NODE_ID", Integer.toString(number));
        environment.put("KAFKA_PROCESS_ROLES", "broker,controller");
        environment.put("KAFKA_CONTROLLER_QUORUM_VOTERS", voters());
        environment.put("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER");
        environment.put(
                "KAFKA_LISTENERS",
                "INSIDE://0.0.0.0:9092,CONTROLLER://0.0.0.0:9093,HOST://0.0.0.0:" + HOST_LISTENER);
        environment.put(
                "KAFKA_ADVERTISED_LISTENERS",
                "INSIDE://broker-%d:9092,HOST://127.0.0.1:%d".formatted(number, port));
        environment.put(
                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                "INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT,HOST:PLAINTEXT");
        environment.put("KAFKA_INTER_BROKER_LISTENER_NAME", "INSIDE");
        environment.put("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        environment.put("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        environment.put("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "3");
        environment.put("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "3");
        environment.put("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "2");
        environment.put("KAFKA_HEAP_OPTS", "-Xms256m -Xmx512m");
        return environment;
    }

    private String voters() {
        return IntStream.rangeClosed(1, ports.size())
                .mapToObj(number -> "%d@broker-%d:9093".formatted(number, number))
                .collect(Collectors.joining(","));
    }

    private static String broker(int number, List<GenericContainer<?>> brokers) {
        return brokers.get(number - 1).getContainerId();
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}

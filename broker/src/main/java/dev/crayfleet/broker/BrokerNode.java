package dev.crayfleet.broker;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which node of a cluster a broker is. All nodes are brokers and controllers, and each is told the
 * same ports.
 *
 * @param number from 1
 * @param clientPorts where clients and the other brokers reach each node, the first node's first
 * @param controllerPorts where the other controllers reach each node
 */
public record BrokerNode(int number, List<Integer> clientPorts, List<Integer> controllerPorts) {
    private static final int MAX_REPLICAS = 3;

    /**
     * @throws IllegalArgumentException if the ports are not those of a cluster with that node
     */
    public BrokerNode {
        clientPorts = List.copyOf(clientPorts);
        controllerPorts = List.copyOf(controllerPorts);
        if (clientPorts.size() != controllerPorts.size()) {
            throw new IllegalArgumentException(
                    "%d client ports and %d controller ports are no cluster"
                            .formatted(clientPorts.size(), controllerPorts.size()));
        }
        if (number < 1 || number > clientPorts.size()) {
            throw new IllegalArgumentException(
                    "node %d of a cluster of %d".formatted(number, clientPorts.size()));
        }
    }

    int clientPort() {
        return clientPorts.get(number - 1);
    }

    int controllerPort() {
        return controllerPorts.get(number - 1);
    }

    boolean isAlone() {
        return clientPorts.size() == 1;
    }

    /** Of Kafka's own topics. */
    int replicas() {
        return Math.min(MAX_REPLICAS, clientPorts.size());
    }

    /** All but one, so that one node may be away. */
    int minInSync() {
        return Math.max(1, replicas() - 1);
    }

    String quorumVoters() {
        return IntStream.rangeClosed(1, controllerPorts.size())
                .mapToObj(each -> each + "@127.0.0.1:" + controllerPorts.get(each - 1))
                .collect(Collectors.joining(","));
    }
}

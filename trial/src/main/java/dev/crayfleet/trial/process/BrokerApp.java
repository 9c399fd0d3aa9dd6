package dev.crayfleet.trial.process;

import com.sun.net.httpserver.HttpServer;
import dev.crayfleet.broker.BrokerNode;
import dev.crayfleet.broker.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A broker of the embedded Kafka as a process: {@code <data folder> <node number> <client ports>
 * <controller ports> <health port>}; the ports are those of all nodes, with commas.
 */
final class BrokerApp {
    private BrokerApp() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        BrokerNode node = new BrokerNode(Integer.parseInt(args[1]), ports(args[2]), ports(args[3]));
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), node);
        HttpServer health =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(args[4])),
                        0);
        health.createContext(
                "/health",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        health.start();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("broker-stop")
                                .unstarted(() -> {
                                    health.stop(0);
                                    kafka.close();
                                    stopped.countDown();
                                }));
        stopped.await();
    }

    private static List<Integer> ports(String text) {
        return Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
    }
}

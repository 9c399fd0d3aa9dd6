package dev.crayfleet.trial.process;

import com.sun.net.httpserver.HttpServer;
import dev.crayfleet.broker.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The embedded Kafka as a process: {@code <data folder> <port> <health port>}. */
final class BrokerApp {
    private BrokerApp() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]));
        HttpServer health =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(args[2])),
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
}

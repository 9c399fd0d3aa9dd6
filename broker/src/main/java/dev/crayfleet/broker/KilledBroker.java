package dev.crayfleet.broker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * Has the only broker of a cluster forgotten after it was killed, before it starts anew.
 *
 * <p>Otherwise the new one first believes to lead every partition still, as the dead one did, until
 * the session of that ends, seconds later. Then for a moment no partition has a leader. The
 * transaction coordinator, which has tried all the time to end what was being committed at the
 * kill, takes a partition without a leader for one that was deleted: it ends the transaction
 * without that partition, which stays open there. No reader of committed records gets past it, the
 * dispatcher's lanes included, until somebody finds it and aborts it, half a minute later.
 */
final class KilledBroker {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(100);

    private KilledBroker() {}

    /**
     * Runs the controller by itself, which has it forget the broker, and stops it. Takes about a
     * second.
     *
     * @param settings of the broker and controller that is to be started
     * @param client settings of a client that may ask the controller
     * @throws IllegalStateException if the controller does not do it in time
     */
    static void unregister(Properties settings, BrokerNode node, Map<String, Object> client)
            throws InterruptedException {
        KafkaRaftServer controller =
                new KafkaRaftServer(
                        KafkaConfig.fromProps(controllerOnly(settings, node)), Time.SYSTEM);
        try {
            controller.startup();
            unregister(node, client);
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    private static void unregister(BrokerNode node, Map<String, Object> client)
            throws InterruptedException {
        int timeoutMs = Math.toIntExact(TIMEOUT.toMillis());
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(
                AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG,
                "127.0.0.1:" + node.controllerPort());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
        Admin admin = Admin.create(settings);
        try {
            unregister(admin, node.number());
        } finally {
            admin.close(Duration.ofSeconds(1));
        }
    }

    /**
     * Tries again while the controller is not ready: until it has read its log, or has written the
     * beginning of one, it supports nothing.
     */
    private static void unregister(Admin admin, int broker) throws InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            try {
                admin.unregisterBroker(broker).all().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof BrokerIdNotRegisteredException) {
                    // It was killed before it was known.
                    return;
                }
                if (System.nanoTime() - deadline > 0 || !isNotReady(e.getCause())) {
                    throw new IllegalStateException(
                            "its controller does not forget the broker that was killed: "
                                    + e.getMessage(),
                            e);
                }
            } catch (TimeoutException e) {
                throw new IllegalStateException(
                        "its controller did not answer within %d s".formatted(TIMEOUT.toSeconds()),
                        e);
            }
            TimeUnit.MILLISECONDS.sleep(RETRY_INTERVAL.toMillis());
        }
    }

    private static boolean isNotReady(@Nullable Throwable failure) {
        return failure instanceof UnsupportedVersionException
                || failure instanceof RetriableException;
    }

    private static Properties controllerOnly(Properties settings, BrokerNode node) {
        Properties controller = new Properties();
        controller.putAll(settings);
        controller.put("process.roles", "controller");
        controller.put("listeners", "CONTROLLER://127.0.0.1:" + node.controllerPort());
        controller.remove("advertised.listeners");
        controller.remove("inter.broker.listener.name");
        return controller;
    }
}

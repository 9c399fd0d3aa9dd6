package dev.crayfleet.trial.storm.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Every record of a storm is counted afterwards, so there may be none of others. */
public final class EmptyKafkaCheck {
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(30);
    private static final String OUR_TOPICS = "crayfleet";

    private EmptyKafkaCheck() {}

    /**
     * @throws IllegalStateException with a sentence for people, if Kafka cannot be reached or has
     *     topics of Crayfleet
     */
    public static void require(String bootstrap) {
        Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
        try {
            List<String> ours =
                    admin
                            .listTopics()
                            .names()
                            .get(KAFKA_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                            .stream()
                            .filter(topic -> topic.startsWith(OUR_TOPICS))
                            .sorted()
                            .toList();
            if (!ours.isEmpty()) {
                throw new IllegalStateException(
                        "Kafka at %s has topics of Crayfleet already (%s). A storm counts all that is in them: give it a Kafka without."
                                .formatted(bootstrap, String.join(", ", ours)));
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka at " + bootstrap + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            admin.close(Duration.ofSeconds(1));
        }
    }
}

package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Creates Crayfleet's topics in a Kafka, and checks that no other fleet uses it. */
public final class UnusedKafkaCheck {
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(60);

    /** The dispatchers' consumer group, which is their Kafka Streams application id. */
    static final String DISPATCHER_GROUP = "crayfleet-dispatcher";

    private UnusedKafkaCheck() {}

    /**
     * @throws IllegalStateException with a sentence for people, if Kafka cannot be reached, has
     *     another number of lanes, or has a running dispatcher, whose lanes would be taken over and
     *     whose load would be measured as well
     */
    public static void require(KafkaSettings kafka) {
        TopicSetup.ensure(kafka, "crayfleet-bench", KAFKA_TIMEOUT);
        Admin admin = Admin.create(kafka.admin("crayfleet-bench-check"));
        try {
            int members =
                    admin
                            .describeConsumerGroups(List.of(DISPATCHER_GROUP))
                            .all()
                            .get(KAFKA_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                            .values()
                            .stream()
                            .mapToInt(group -> group.members().size())
                            .sum();
            if (members > 0) {
                throw new IllegalStateException(
                        "a fleet works on Kafka at %s: %d members are in its dispatchers' group. A benchmark needs a Kafka without one."
                                .formatted(kafka.bootstrap(), members));
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw new IllegalStateException(
                        "Kafka at " + kafka.bootstrap() + " does not say who works on it", e);
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "Kafka at " + kafka.bootstrap() + " does not say who works on it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            admin.close(Duration.ofSeconds(1));
        }
    }
}

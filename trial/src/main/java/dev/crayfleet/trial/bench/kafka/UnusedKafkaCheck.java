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

/** Makes sure that a Kafka has Crayfleet's topics, and that no other fleet works on it. */
public final class UnusedKafkaCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The dispatchers' consumer group, which is their application's id. */
    static final String DISPATCHERS = "crayfleet-dispatcher";

    private UnusedKafkaCheck() {}

    /**
     * @throws IllegalStateException with a sentence for people, if Kafka is away, has other lanes,
     *     or has a dispatcher at work, whose lanes would be taken away and whose load be measured
     */
    public static void require(KafkaSettings kafka) {
        TopicSetup.ensure(kafka, "crayfleet-bench", PATIENCE);
        Admin admin = Admin.create(kafka.admin("crayfleet-bench-check"));
        try {
            int members =
                    admin
                            .describeConsumerGroups(List.of(DISPATCHERS))
                            .all()
                            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
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

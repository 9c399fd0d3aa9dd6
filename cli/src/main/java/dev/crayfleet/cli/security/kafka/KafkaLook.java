package dev.crayfleet.cli.security.kafka;

import dev.crayfleet.cli.doctor.kafka.KafkaCheck;
import dev.crayfleet.cli.machine.Reach;
import dev.crayfleet.kafka.KafkaRefusal;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.rights.KafkaUsers;
import dev.crayfleet.kafka.rights.RightsReview;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;

/**
 * Asks a Kafka whom it lets in, and what it lets them do. Changes nothing there.
 *
 * @param users who the roles of the table are
 */
public record KafkaLook(KafkaUsers users) {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(200);

    /** What has to be done where who asks may not see it. */
    private static final String ASK_AS_SUPER =
            "Ask as a super user: CRAYFLEET_KAFKA_CLIENT_CONFIG names the file with how that logs in";

    /**
     * @throws KafkaRequestException with a sentence for people, if it does not answer, or refuses
     *     who asks
     */
    public KafkaFacts look(KafkaSettings settings)
            throws KafkaRequestException, InterruptedException {
        if (!KafkaCheck.listens(settings.bootstrap())) {
            throw new KafkaRequestException(
                    "nothing answers at %s (KAFKA_BOOTSTRAP_SERVERS, --bootstrap)"
                            .formatted(settings.bootstrap()),
                    null);
        }
        Map<String, Object> config = settings.admin("crayfleet-security");
        int timeoutMs = Math.toIntExact(TIMEOUT.toMillis());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
        Admin admin = null;
        try {
            admin = Admin.create(config);
            Collection<Node> nodes = admin.describeCluster().nodes().get();
            return new KafkaFacts(
                    settings.bootstrap(),
                    isAnonymous(settings.client()),
                    nodes.stream()
                            .anyMatch(each -> Reach.isBeyondLoopback(each.host(), each.port())),
                    rights(admin),
                    brokers(admin, nodes));
        } catch (ExecutionException | KafkaException e) {
            throw new KafkaRequestException(
                    KafkaRefusal.orElse(
                            settings,
                            e,
                            "Kafka at %s does not answer".formatted(settings.bootstrap())),
                    e);
        } finally {
            if (admin != null) {
                admin.close(CLOSE_TIMEOUT);
            }
        }
    }

    /** Neither a password nor a certificate was shown. */
    private static boolean isAnonymous(Map<String, String> client) {
        String protocol =
                client.getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT");
        return !protocol.startsWith("SASL")
                && !client.containsKey(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG)
                && !client.containsKey(SslConfigs.SSL_KEYSTORE_KEY_CONFIG);
    }

    private KafkaFacts.Rights rights(Admin admin) throws InterruptedException {
        try {
            Collection<AclBinding> acls = admin.describeAcls(AclBindingFilter.ANY).values().get();
            return new KafkaFacts.Rights.Seen(RightsReview.of(Objects.requireNonNull(acls), users));
        } catch (ExecutionException e) {
            return e.getCause() instanceof SecurityDisabledException
                    ? new KafkaFacts.Rights.Unchecked()
                    : new KafkaFacts.Rights.NotSeen(why("its ACLs", e));
        }
    }

    private static KafkaFacts.Brokers brokers(Admin admin, Collection<Node> nodes)
            throws InterruptedException {
        try {
            return BrokerSettings.read(
                    admin.describeConfigs(
                                    nodes.stream()
                                            .map(each ->
                                                    new ConfigResource(
                                                            ConfigResource.Type.BROKER,
                                                            each.idString()))
                                            .toList())
                            .all()
                            .get()
                            .values());
        } catch (ExecutionException e) {
            return new KafkaFacts.Brokers.NotSeen(why("the settings of its brokers", e));
        }
    }

    private static String why(String what, ExecutionException e) {
        return e.getCause() instanceof AuthorizationException
                ? "who asks here may not see %s. %s".formatted(what, ASK_AS_SUPER)
                : "Kafka does not show %s".formatted(what);
    }
}

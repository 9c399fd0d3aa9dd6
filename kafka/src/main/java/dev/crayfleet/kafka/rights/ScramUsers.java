package dev.crayfleet.kafka.rights;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.kafka.KafkaRefusal;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/** Users who log in to Kafka with a password, by SCRAM-SHA-512. */
public final class ScramUsers {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_512;

    /** A password of ours cannot be guessed; the least that Kafka takes. */
    private static final int ITERATIONS = 4_096;

    private static final int PASSWORD_BYTES = 32;

    private ScramUsers() {}

    /** Letters, digits, {@code -} and {@code _}, so that nothing has to be quoted. */
    public static String randomPassword(SecureRandom random) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * What a client needs to be this user, as a file of properties.
     *
     * @param protocol {@code SASL_SSL}, or {@code SASL_PLAINTEXT}
     * @param password one of {@link #randomPassword}
     */
    public static String clientFile(String protocol, String user, String password) {
        return """
        # How %s logs in to Kafka. Only its owner may read it.
        security.protocol=%s
        sasl.mechanism=%s
        sasl.jaas.config=%s required username="%s" password="%s";
        """
                .formatted(
                        user,
                        protocol,
                        MECHANISM.mechanismName(),
                        ScramLoginModule.class.getName(),
                        user,
                        password);
    }

    /**
     * Makes users, and gives those that are there this password.
     *
     * @param passwords by the user
     * @throws KafkaRequestException with a sentence for people, if Kafka refuses, or does not
     *     answer before the deadline
     */
    public static void ensure(
            KafkaSettings settings,
            String clientId,
            Map<String, String> passwords,
            Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        List<UserScramCredentialAlteration> changes = new ArrayList<>();
        passwords.forEach((user, password) ->
                changes.add(
                        new UserScramCredentialUpsertion(
                                user,
                                new ScramCredentialInfo(MECHANISM, ITERATIONS),
                                password.getBytes(StandardCharsets.UTF_8))));
        Admin admin = null;
        try {
            admin = Admin.create(settings.admin(clientId));
            admin.alterUserScramCredentials(changes)
                    .all()
                    .get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new KafkaRequestException(
                    KafkaRefusal.orElse(
                            settings,
                            e,
                            "Kafka at %s does not make the users".formatted(settings.bootstrap())),
                    e);
        } finally {
            if (admin != null) {
                admin.close(CLOSE_TIMEOUT);
            }
        }
    }
}

package dev.crayfleet.acceptance.rights;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.broker.SuperUser;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.client.ClientProperties;
import dev.crayfleet.kafka.rights.Grants;
import dev.crayfleet.kafka.rights.KafkaRole;
import dev.crayfleet.kafka.rights.KafkaUsers;
import dev.crayfleet.kafka.rights.ScramUsers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker with SCRAM and ACLs on. Each role is a user there, and has its rights and no others; how
 * it logs in stands in a file of its own.
 */
final class CheckingKafka implements AutoCloseable {
    /** Who may do nothing. */
    static final String NOBODY = "nobody";

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final EmbeddedKafka broker;
    private final SuperUser superUser;
    private final Path folder;

    private CheckingKafka(EmbeddedKafka broker, SuperUser superUser, Path folder) {
        this.broker = broker;
        this.superUser = superUser;
        this.folder = folder;
    }

    static CheckingKafka start(Path folder) throws Exception {
        SecureRandom random = new SecureRandom();
        SuperUser superUser = new SuperUser("super", ScramUsers.randomPassword(random));
        EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("kafka"), 0, superUser);
        CheckingKafka kafka = new CheckingKafka(broker, superUser, folder);
        Map<String, String> passwords = new HashMap<>();
        passwords.put(NOBODY, ScramUsers.randomPassword(random));
        for (KafkaRole each : KafkaRole.values()) {
            passwords.put(each.usualUser(), ScramUsers.randomPassword(random));
        }
        ScramUsers.ensure(kafka.asSuper(), "test", passwords, Deadline.after(TIMEOUT));
        Grants.apply(kafka.asSuper(), "test", KafkaUsers.of(List.of()), Deadline.after(TIMEOUT));
        for (Map.Entry<String, String> each : passwords.entrySet()) {
            Path file = kafka.file(each.getKey());
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    file, ScramUsers.clientFile("SASL_PLAINTEXT", each.getKey(), each.getValue()));
        }
        return kafka;
    }

    String bootstrap() {
        return broker.bootstrap();
    }

    KafkaSettings asSuper() {
        return KafkaSettings.of(bootstrap(), superUser.client());
    }

    KafkaSettings as(String user) {
        return KafkaSettings.of(bootstrap(), ClientProperties.read(file(user)));
    }

    /** How a user logs in. */
    Path file(String user) {
        return folder.resolve(user + ".properties");
    }

    @Override
    public void close() {
        broker.close();
    }
}

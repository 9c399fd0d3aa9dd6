package dev.crayfleet.kafka.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.kafka.client.SecretFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which records of the tasks topic are taken for what they say they are, as lanes take them. */
class SigningTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final SigningKeys KEYS = new SigningKeys(List.of(SigningKey.random("first")));
    private static final TaskSubmitted TASK = task(new Origin.Discord("1", "2"));

    private final Codec codec = new Codec();

    @Test
    void withoutKeysAllAreBelieved() {
        assertThat(Signing.OFF.believes(record(TASK), TASK)).isTrue();
    }

    @Test
    void whatIsSignedIsAndWhatSomebodyElseSignedIsNot() {
        Signing required = new Signing(KEYS, true);
        assertThat(required.believes(signed(KEYS), TASK)).isTrue();
        SigningKeys forged = new SigningKeys(List.of(SigningKey.random("first")));
        assertThat(required.believes(signed(forged), TASK)).isFalse();
        assertThat(new Signing(KEYS, false).believes(signed(forged), TASK)).isFalse();
    }

    @Test
    void whatIsNotSignedIsOnlyWhereItNamesNobody() {
        Signing required = new Signing(KEYS, true);
        assertThat(required.believes(record(TASK), TASK)).isFalse();
        assertThat(new Signing(KEYS, false).believes(record(TASK), TASK)).isTrue();
        TaskSubmitted foreign = task(new Origin.Kafka(3, 7)).withRequester(Requester.UNKNOWN);
        assertThat(required.believes(record(foreign), foreign)).isTrue();
    }

    /** A group may be meant to; whoever keeps the file has to know of it. */
    @Test
    void theGroupThatMayReadAFileOfKeysIsKnown(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("signing.keys");
        Files.writeString(file, KEYS.text());
        SecretFile secret = new SecretFile(file, "signing keys", "none", 4_096);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(secret.readingGroup()).isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(secret.readingGroup())
                .contains(Files.getAttribute(file, "posix:group").toString());
        assertThat(SigningKeys.read(file)).isEqualTo(KEYS);
    }

    private ConsumerRecord<byte[], byte[]> signed(SigningKeys keys) {
        ConsumerRecord<byte[], byte[]> record = record(TASK);
        Signature.sign(keys, record.headers(), record.key(), record.value(), AT);
        return record;
    }

    private ConsumerRecord<byte[], byte[]> record(TaskSubmitted task) {
        return new ConsumerRecord<>(
                "crayfleet.tasks",
                3,
                7,
                "default".getBytes(StandardCharsets.UTF_8),
                codec.encode(task));
    }

    private static TaskSubmitted task(Origin origin) {
        return new TaskSubmitted(
                new TaskId("t"),
                Pool.DEFAULT,
                Prompt.of("do it"),
                TaskOptions.NONE,
                List.of(),
                origin,
                new Requester("discord:1", "Ada"),
                AT,
                null);
    }
}

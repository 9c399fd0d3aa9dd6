package dev.crayfleet.trial.bench;

import dev.crayfleet.cli.machine.SigningKeyFile;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.FleetFileWriter;
import dev.crayfleet.kafka.signing.Signing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/** A fleet that believes signed records only, and asks a fleet file for each of them. */
final class SecuredFleet {
    /** Who asks for the tasks, by the file below. */
    static final Requester REQUESTER = new Requester("token:bench", "bench");

    private static final String FILE =
            """
            {"roles": {
               "lead": {"members": ["local", "token:lead"], "may": ["submit", "view-any", "cancel-any", "approve"]},
               "member": {"members": ["discord:*", "token:bench"],
                          "may": ["submit", "view-own", "cancel-own", "replay-own"],
                          "models": ["default", "cheap", "coder"],
                          "limits": {"timeout": "1h", "retries": 3, "priority": "high", "prompt": "64KiB"}}},
             "approvals": [{"when": {"agents": ["default"]}, "by": ["lead"]}]}
            """;

    private final Path keys;

    /**
     * Makes its keys.
     *
     * @param folder of the run
     */
    SecuredFleet(Path folder) {
        this.keys = folder.resolve("signing.keys");
        try {
            Files.deleteIfExists(keys);
            new SigningKeyFile(keys).create(LocalDate.now(ZoneOffset.UTC));
        } catch (IOException e) {
            throw new UncheckedIOException(keys + " cannot be written", e);
        }
    }

    String keysFile() {
        return keys.toAbsolutePath().toString();
    }

    KafkaSettings signing(KafkaSettings kafka) {
        return kafka.withSigning(Signing.of(keysFile(), true));
    }

    /**
     * Gives the fleet its file; lanes have it before any task that is written from then on.
     *
     * @param kafka with the keys
     * @throws IllegalStateException with a sentence for people, if Kafka does not take it
     */
    void apply(KafkaSettings kafka) throws InterruptedException {
        if (!(FleetJson.read(FILE.getBytes(StandardCharsets.UTF_8))
                instanceof FleetReading.Valid(Fleet fleet))) {
            throw new IllegalStateException("the fleet file of the benchmark is not valid");
        }
        try {
            new FleetFileWriter(kafka, "crayfleet-bench-fleet")
                    .apply(
                            new String(FleetJson.write(fleet), StandardCharsets.UTF_8),
                            FleetJson.sha256(fleet),
                            new Order(
                                    UUID.randomUUID().toString(),
                                    new Requester("local", "bench"),
                                    "bench",
                                    Instant.now()),
                            false);
        } catch (KafkaRequestException e) {
            throw new IllegalStateException("the fleet file: " + e.getMessage(), e);
        }
    }
}

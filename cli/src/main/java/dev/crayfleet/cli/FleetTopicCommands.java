package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crayfleet.cli.kafka.LaneConfirmations;
import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.cli.machine.CurrentUser;
import dev.crayfleet.cli.security.AppliedFleet;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.words.FleetDiff;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import dev.crayfleet.kafka.fleet.FleetFileRecord;
import dev.crayfleet.kafka.fleet.FleetFileTable;
import dev.crayfleet.kafka.fleet.FleetFileWriter;
import dev.crayfleet.kafka.fleet.FleetLog;
import dev.crayfleet.kafka.fleet.TokenTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands about the file that decides in a fleet. */
final class FleetTopicCommands {
    private static final String CLIENT = "crayfleet-cli-fleet";
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);

    private FleetTopicCommands() {}

    /** Reads the fleet topic, and perhaps writes to it. */
    @Command
    abstract static class OfFleet extends FleetFileCommands.OfFile {
        @Option(
                names = "--bootstrap",
                description = "where Kafka is ($KAFKA_BOOTSTRAP_SERVERS, 127.0.0.1:9092)")
        private @Nullable String bootstrap;

        @Override
        public final Integer call() {
            try {
                KafkaSettings addressed = FleetAddresses.read().kafkaToWrite(bootstrap);
                KafkaSettings settings =
                        TokenCommands.OfTokens.replicated(addressed)
                                .withSigning(addressed.signing());
                FleetAddresses.check(null, settings.bootstrap());
                FleetLog log = new FleetLog(settings, CLIENT);
                log.ensureTopic();
                FleetFileTable files = new FleetFileTable();
                log.read(List.of(files, new TokenTable()));
                return run(settings, files);
            } catch (IllegalArgumentException refusal) {
                terminal().error(refusal.getMessage());
                return Crayfleet.REFUSED;
            } catch (KafkaRequestException | TopicSetup.KafkaUnavailableException e) {
                throw new UnreachableException(String.valueOf(e.getMessage()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }

        /**
         * @throws IllegalArgumentException with a sentence for people, if it is refused
         */
        abstract int run(KafkaSettings settings, FleetFileTable files)
                throws KafkaRequestException, InterruptedException;
    }

    @Command(
            name = "apply",
            description = {
                "Gives the fleet a file: it decides in every lane, and for every service, within seconds.",
                "A file that is not valid changes nothing. --version-again gives an earlier one again."
            })
    static final class Apply extends OfFleet {
        @Parameters(
                paramLabel = "FILE",
                arity = "0..1",
                defaultValue = FleetFileCommands.DEFAULT_FILE,
                description = "${DEFAULT-VALUE} unless named; - is standard input")
        private String file = FleetFileCommands.DEFAULT_FILE;

        @Option(
                names = "--version-again",
                paramLabel = "NUMBER",
                description = "that version again, instead of a file")
        private @Nullable Long again;

        @Option(names = "--reason", description = "for those who wonder why")
        private @Nullable String reason;

        @Option(names = "--no-wait", description = "does not wait until every lane has taken it")
        private boolean noWait;

        @Option(names = "--dry-run", description = "says what would change, and changes nothing")
        private boolean dryRun;

        @Override
        int run(KafkaSettings settings, FleetFileTable files)
                throws KafkaRequestException, InterruptedException {
            Fleet next = again == null ? read(file) : earlier(files, again);
            if (next == null) {
                return Crayfleet.FAILED;
            }
            Fleet before = files.newest().map(AppliedFleet::of).orElse(Fleet.open());
            FleetDiff.between(before, next).forEach(terminal()::line);
            if (dryRun) {
                return 0;
            }
            Order order =
                    new Order(FleetOrder.newId(), CurrentUser.requester(), reason, Instant.now());
            if (settings.signing().keys().isEmpty()) {
                terminal()
                        .error(
                                "without signing keys: a fleet that has some refuses this file, and in one that has none whoever can write to Kafka can take any name, and give it another file. See crayfleet keys, and CRAYFLEET_SIGNING_KEYS_FILE");
            }
            return noWait ? give(settings, next, order) : giveAndWait(settings, next, order);
        }

        private int give(KafkaSettings settings, Fleet next, Order order)
                throws KafkaRequestException, InterruptedException {
            terminal()
                    .progress(
                            "version %s is given to all lanes"
                                    .formatted(version(write(settings, next, order))));
            return 0;
        }

        private int giveAndWait(KafkaSettings settings, Fleet next, Order order)
                throws KafkaRequestException, InterruptedException {
            try (LaneConfirmations lanes = LaneConfirmations.open(settings)) {
                FleetFileRecord given = write(settings, next, order);
                int told = lanes.await(given.number(), CONFIRM_TIMEOUT);
                if (told == lanes.lanes()) {
                    terminal()
                            .progress(
                                    "version %s decides in all %d lanes"
                                            .formatted(version(given), told));
                    return 0;
                }
                terminal()
                        .error(
                                "version %s is in Kafka, and %d of %d lanes have taken it within %s. The others do as soon as a dispatcher has them; crayfleet dead-letters list shows whether they refuse it"
                                        .formatted(
                                                version(given),
                                                told,
                                                lanes.lanes(),
                                                ReadableTimes.duration(CONFIRM_TIMEOUT)));
                return Crayfleet.FAILED;
            }
        }

        private static FleetFileRecord write(KafkaSettings settings, Fleet next, Order order)
                throws KafkaRequestException, InterruptedException {
            return new FleetFileWriter(settings, CLIENT)
                    .apply(
                            new String(FleetJson.write(next), StandardCharsets.UTF_8),
                            FleetJson.sha256(next),
                            order,
                            false)
                    .orElseThrow();
        }

        private static Fleet earlier(FleetFileTable files, long number) {
            return files.version(number)
                    .map(AppliedFleet::of)
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "there is no version %d, or it is not kept any more: crayfleet fleet history shows those that are"
                                            .formatted(number)));
        }
    }

    @Command(
            name = "history",
            description = "Lists the files that the fleet was given, the newest last.")
    static final class History extends OfFleet {
        @Option(names = "--json", description = "as JSON, with the files")
        private boolean json;

        @Override
        int run(KafkaSettings settings, FleetFileTable files) {
            if (json) {
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                for (FleetFileRecord each : files.all()) {
                    list.addObject()
                            .put("number", each.number())
                            .put("sha256", each.sha256())
                            .put("at", each.order().requestedAt().toString())
                            .put("by", each.order().requester().name())
                            .put("reason", each.order().reason())
                            .put("file", each.file());
                }
                terminal().json(list);
                return 0;
            }
            if (files.all().isEmpty()) {
                terminal()
                        .line("no file: everybody may everything. crayfleet fleet apply gives one");
            }
            Instant now = Instant.now();
            for (FleetFileRecord each : files.all()) {
                terminal()
                        .line(
                                "%s  %s  %s"
                                        .formatted(
                                                version(each),
                                                ReadableTimes.ago(each.order().requestedAt(), now),
                                                each.order().byAndWhy()));
            }
            return 0;
        }
    }

    private static String version(FleetFileRecord record) {
        return new FleetVersion(record.number(), record.sha256()).toString();
    }
}

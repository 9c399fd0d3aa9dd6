package dev.crayfleet.cli.security;

import dev.crayfleet.cli.doctor.Inquiry.Outcome;
import dev.crayfleet.cli.machine.SecretPath;
import dev.crayfleet.cli.security.kafka.FleetTopic;
import dev.crayfleet.cli.security.kafka.KafkaFacts;
import dev.crayfleet.cli.security.kafka.KafkaFacts.Everyone;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.yaml.FleetFile;
import dev.crayfleet.kafka.fleet.FleetFileRecord;
import dev.crayfleet.kafka.fleet.TokenRecord;
import dev.crayfleet.kafka.rights.RightsReview;
import dev.crayfleet.kafka.rights.RightsReview.Extra;
import dev.crayfleet.runner.RunnerExposure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A fleet in which every door is closed, until a test opens some. */
final class Situations {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    static final String HARDENED =
            """
            roles:
              lead: {members: ["discord:1"], may: [submit, cancel-any, approve, stop, resume]}
              member:
                members: ["discord:*"]
                may: [submit, cancel-own]
                agents: [default, auditor]
                mode: restricted
                limits: {timeout: 30m}
              ci: {members: ["token:ci"], may: submit, mode: restricted}
            approvals:
              - {when: {agents: auditor}, by: lead, not-by-requester: true}
            """;

    private static final String KEYS = "/etc/crayfleet/signing.keys";

    String file = HARDENED;
    @Nullable String proposed;
    final List<TokenRecord> tokens =
            new ArrayList<>(List.of(token("ci", NOW.plus(Duration.ofDays(9)))));
    Map<String, String> ingest = new HashMap<>(Map.of("CRAYFLEET_SIGNING_KEYS_FILE", KEYS));
    Map<String, String> runner = new HashMap<>(Map.of("CRAYFLEET_RUNNER_MODE", "restricted"));
    String permissions = "rw-------";
    String owner = "crayfleet-ingest";
    final Map<String, Outcome<ServiceFacts>> services = new LinkedHashMap<>();
    boolean kafkaIsAnonymous;
    boolean kafkaIsBeyondLoopback = true;
    KafkaFacts.Rights rights = new KafkaFacts.Rights.Seen(new RightsReview(List.of(), List.of()));
    KafkaFacts.Brokers brokers = new KafkaFacts.Brokers.Seen(List.of(), Everyone.NO);
    RunnerExposure exposure =
            new RunnerExposure(
                    "build-7", List.of("default"), List.of(), "agent", false, true, true);
    @Nullable Outcome<RunnerExposure> runners;
    Outcome<List<String>> unseenRunners = new Outcome.Answered<>(List.of());
    @Nullable Outcome<FleetTopic> topic;
    @Nullable Outcome<KafkaFacts> kafka;
    String guildId = "77";

    Situations() {
        service("ingest", false, false);
        service("dispatcher", false, false);
    }

    void service(String name, boolean isOpen, boolean isBeyondLoopback) {
        services.put(
                name,
                new Outcome.Answered<>(
                        new ServiceFacts(name, "http://" + name, isOpen, isBeyondLoopback)));
    }

    static TokenRecord token(String name, @Nullable Instant expiry, String... roles) {
        return new TokenRecord(
                name, "0".repeat(64), List.of(roles), NOW.minus(Duration.ofDays(90)), expiry);
    }

    static RightsReview review(List<Extra> beyond, List<Extra> outsiders) {
        return new RightsReview(beyond, outsiders);
    }

    static Fleet fleet(String yaml) {
        return switch (FleetFile.read(yaml.getBytes(StandardCharsets.UTF_8))) {
            case FleetReading.Valid(Fleet fleet) -> fleet;
            case FleetReading.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    private Outcome<FleetTopic> topicInForce() {
        if (topic != null) {
            return topic;
        }
        Fleet fleet = fleet(file);
        FleetFileRecord record =
                new FleetFileRecord(
                        3,
                        FleetJson.sha256(fleet),
                        new String(FleetJson.write(fleet), StandardCharsets.UTF_8),
                        new Order("o-1", new Requester("local", "Ada"), null, NOW));
        return new Outcome.Answered<>(new FleetTopic(Optional.of(record), 0, tokens));
    }

    Situation situation() {
        return new Situation(
                Optional.ofNullable(proposed).map(Situations::fleet),
                topicInForce(),
                kafka != null
                        ? kafka
                        : new Outcome.Answered<>(
                                new KafkaFacts(
                                        "kafka:9092",
                                        kafkaIsAnonymous,
                                        kafkaIsBeyondLoopback,
                                        rights,
                                        brokers)),
                services,
                List.of(
                        new ServiceSettings("ingest.env", false, ingest),
                        new ServiceSettings("runner.env", false, runner)),
                List.of(),
                Map.of(
                        KEYS,
                        new Outcome.Answered<>(
                                new FileFacts(
                                        new SecretPath(Path.of(KEYS), "signing keys"),
                                        owner,
                                        "crayfleet-keys",
                                        PosixFilePermissions.fromString(permissions)))),
                Map.of("runner.env", runners == null ? new Outcome.Answered<>(exposure) : runners),
                unseenRunners,
                guildId,
                NOW);
    }

    Report report() {
        return Audit.of(situation());
    }
}

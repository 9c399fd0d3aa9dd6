package dev.crayfleet.cli.security;

import dev.crayfleet.cli.doctor.Inquiry.Outcome;
import dev.crayfleet.cli.security.kafka.KafkaFacts;
import dev.crayfleet.cli.security.kafka.KafkaFacts.Rights;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.gate.Access;
import java.util.ArrayList;
import java.util.List;

/** What the settings of services leave open. */
final class SettingDoors {
    private static final String KEYS = "CRAYFLEET_SIGNING_KEYS_FILE";
    private static final String REQUIRED = "CRAYFLEET_SIGNING_REQUIRED";
    private static final String BOTS = "discord.allowed-bots";
    private static final String SECRETS = "CRAYFLEET_INGEST_PASTED_SECRETS";
    private static final String APPROVALS = "CRAYFLEET_DISPATCHER_APPROVAL_POOLS";

    private SettingDoors() {}

    /**
     * @param fleet that decides; closed where it is not known
     */
    static List<Door> of(List<ServiceSettings> settings, Fleet fleet, Outcome<KafkaFacts> kafka) {
        List<Door> doors = new ArrayList<>(signing(settings, kafka));
        for (ServiceSettings each : settings) {
            if (each.discord().getOrDefault(BOTS, "").strip().equals("*")) {
                doors.add(
                        Door.risky(
                                DoorKind.ANY_BOT,
                                "Every bot and every webhook that can write in the task channel is taken for a person (%s)."
                                        .formatted(each.name()),
                                "name those that are meant: DISCORD_ALLOWED_BOTS=ID,ID"));
            }
            if (fleet.isOpen() && each.get(SECRETS).equalsIgnoreCase("allow")) {
                doors.add(
                        Door.risky(
                                DoorKind.SECRETS_ALLOWED,
                                "Tasks with keys in them are taken from everybody (%s); Kafka keeps them, and agents and whoever sees the task read them."
                                        .formatted(each.name()),
                                SECRETS + "=refuse"));
            }
            if (each.has(APPROVALS) && isSelfApproved(fleet)) {
                doors.add(
                        Door.risky(
                                DoorKind.SELF_APPROVAL,
                                "Tasks of the pools %s wait for an approval that the one who has asked for them can give (%s)."
                                        .formatted(each.get(APPROVALS), each.name()),
                                "say it in approvals of fleet.yaml, with not-by-requester: true, in place of "
                                        + APPROVALS));
            }
        }
        return doors;
    }

    private static boolean isSelfApproved(Fleet fleet) {
        return fleet.isOpen()
                || fleet.roles().keySet().stream()
                        .map(each -> Access.ofRole(fleet, each).rights().keySet())
                        .anyMatch(each ->
                                each.contains(Right.SUBMIT) && each.contains(Right.APPROVE));
    }

    private static List<Door> signing(List<ServiceSettings> settings, Outcome<KafkaFacts> kafka) {
        List<Door> doors = new ArrayList<>();
        for (ServiceSettings each : settings) {
            if (each.isRunners() && each.has(KEYS)) {
                doors.add(
                        Door.open(
                                DoorKind.SIGNING_KEYS_AT_RUNNER,
                                "A runner is given the signing keys (%s): agents that are its user can ask in anybody's name, and give the fleet another file."
                                        .formatted(each.name()),
                                "take %s out of there, and replace the key: crayfleet keys add, use, remove"
                                        .formatted(KEYS)));
            }
            if (each.has(KEYS) && each.get(REQUIRED).equalsIgnoreCase("false")) {
                doors.add(
                        Door.open(
                                DoorKind.UNSIGNED_TAKEN,
                                "Records that nobody has signed are believed (%s): whoever can write to Kafka can take any name."
                                        .formatted(each.name()),
                                "take %s away once all services sign".formatted(REQUIRED)));
            }
        }
        boolean hasKeys =
                settings.stream()
                        .filter(each -> !each.isRunners())
                        .anyMatch(each -> each.has(KEYS));
        if (!hasKeys) {
            doors.add(noKeys(settings, kafka));
        }
        return doors;
    }

    private static Door noKeys(List<ServiceSettings> settings, Outcome<KafkaFacts> kafka) {
        String where = String.join(", ", settings.stream().map(ServiceSettings::name).toList());
        String meaning =
                "No signing keys are named in %s: without them whoever can write to Kafka can take any name, and give the fleet another file."
                        .formatted(where);
        String cure =
                "crayfleet keys create FILE, and %s=FILE for ingest and dispatchers; if they have it already, say where: --env FILE"
                        .formatted(KEYS);
        boolean isKafkaOpen =
                kafka instanceof Outcome.Answered<KafkaFacts>(KafkaFacts seen)
                        && seen.isBeyondLoopback()
                        && (seen.isAnonymous() || seen.rights() instanceof Rights.Unchecked);
        return isKafkaOpen
                ? Door.open(DoorKind.NO_SIGNING_KEYS, meaning, cure)
                : Door.risky(DoorKind.NO_SIGNING_KEYS, meaning, cure);
    }
}

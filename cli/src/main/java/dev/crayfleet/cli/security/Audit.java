package dev.crayfleet.cli.security;

import dev.crayfleet.cli.doctor.Inquiry.Outcome;
import dev.crayfleet.cli.security.kafka.FleetTopic;
import dev.crayfleet.cli.security.kafka.KafkaFacts;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.runner.RunnerExposure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says what follows from what was seen. Pure. */
final class Audit {
    private final Situation seen;
    private final List<Door> doors = new ArrayList<>();
    private final List<NotChecked> notChecked = new ArrayList<>();

    private Audit(Situation seen) {
        this.seen = seen;
    }

    static Report of(Situation situation) {
        return new Audit(situation).report();
    }

    private Report report() {
        Outcome<Fleet> decides =
                seen.proposed()
                        .<Outcome<Fleet>>map(Outcome.Answered::new)
                        .orElseGet(() -> AppliedFleet.inForce(seen.topic()));
        Optional<WhoMayWhat> whoMayWhat = Optional.empty();
        Fleet fleet = Fleet.open();
        if (decides instanceof Outcome.Answered<Fleet>(Fleet known)) {
            fleet = known;
            whoMayWhat =
                    Optional.of(
                            WhoMayWhat.of(
                                    known,
                                    seen.proposed().isPresent(),
                                    seen.topic(),
                                    isTokenDemanded(),
                                    seen.now()));
            doors.addAll(FleetDoors.of(known, seen.guildId()));
        } else {
            notChecked.add(new NotChecked("the fleet file", decides.why()));
        }
        tokens(fleet);
        // What may be allowed is not said to be so.
        doors.addAll(
                SettingDoors.of(
                        seen.settings(),
                        whoMayWhat.isPresent() ? fleet : Fleet.closed(FleetVersion.NONE),
                        seen.kafka()));
        notChecked.addAll(seen.unread());
        services(whoMayWhat.isPresent() && fleet.isOpen());
        kafka();
        files();
        runners();
        return new Report(
                whoMayWhat,
                doors.stream().sorted(Comparator.comparing(Door::severity)).toList(),
                notChecked);
    }

    private boolean isTokenDemanded() {
        List<ServiceFacts> answering = answered(seen.services());
        return !answering.isEmpty() && answering.stream().noneMatch(ServiceFacts::isOpen);
    }

    private void tokens(Fleet fleet) {
        if (seen.topic() instanceof Outcome.Answered<FleetTopic>(FleetTopic topic)) {
            doors.addAll(TokenDoors.of(topic.tokens(), fleet, seen.now()));
        } else {
            notChecked.add(new NotChecked("tokens", seen.topic().why()));
        }
    }

    private void services(boolean isOpen) {
        List<ServiceFacts> answering = answered(seen.services());
        doors.addAll(ServiceDoors.of(answering, isOpen));
        doors.addAll(ListenDoors.of(seen.settings(), answering));
        if (answering.isEmpty()
                && seen.topic() instanceof Outcome.Answered<FleetTopic>(FleetTopic topic)
                && topic.tokens().isEmpty()) {
            doors.addAll(ListenDoors.withoutTokens(seen.settings()));
        }
        unanswered(seen.services());
    }

    private void kafka() {
        if (seen.kafka() instanceof Outcome.Answered<KafkaFacts>(KafkaFacts kafka)) {
            doors.addAll(KafkaDoors.of(kafka));
            notChecked.addAll(KafkaDoors.notChecked(kafka));
        } else {
            notChecked.add(new NotChecked("Kafka", seen.kafka().why()));
        }
    }

    private void files() {
        Set<String> agents = new HashSet<>();
        for (RunnerExposure each : answered(seen.runners())) {
            if (each.runAs() != null) {
                agents.add(each.runAs());
            }
        }
        doors.addAll(FileDoors.of(answered(seen.files()), agents));
        unanswered(seen.files());
    }

    private void runners() {
        seen.runners()
                .forEach((where, runner) -> {
                    if (runner instanceof Outcome.Answered<RunnerExposure>(RunnerExposure known)) {
                        doors.addAll(RunnerDoors.of(where, known));
                    } else {
                        notChecked.add(
                                new NotChecked(
                                        "agents of a runner (%s)".formatted(where), runner.why()));
                    }
                });
        if (seen.unseenRunners() instanceof Outcome.Answered<List<String>>(List<String> names)) {
            if (!names.isEmpty()) {
                notChecked.add(
                        new NotChecked(
                                "the agents of " + String.join(", ", names),
                                "the settings of these runners are not seen from here. Hand them in by --env FILE, or run crayfleet security where they run"));
            }
        } else {
            notChecked.add(new NotChecked("runners elsewhere", seen.unseenRunners().why()));
        }
    }

    private static <T> List<T> answered(Map<String, Outcome<T>> outcomes) {
        List<T> values = new ArrayList<>();
        outcomes.values()
                .forEach(each -> {
                    if (each instanceof Outcome.Answered<T>(T value)) {
                        values.add(value);
                    }
                });
        return values;
    }

    private <T> void unanswered(Map<String, Outcome<T>> outcomes) {
        outcomes.forEach((what, outcome) -> {
            if (!(outcome instanceof Outcome.Answered<T>)) {
                notChecked.add(new NotChecked(what, outcome.why()));
            }
        });
    }
}

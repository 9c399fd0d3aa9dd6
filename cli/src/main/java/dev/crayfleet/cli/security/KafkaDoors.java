package dev.crayfleet.cli.security;

import dev.crayfleet.cli.security.kafka.KafkaFacts;
import dev.crayfleet.cli.security.kafka.KafkaFacts.Brokers;
import dev.crayfleet.cli.security.kafka.KafkaFacts.Everyone;
import dev.crayfleet.cli.security.kafka.KafkaFacts.Rights;
import dev.crayfleet.kafka.rights.RightsReview;
import dev.crayfleet.kafka.rights.RightsReview.Extra;
import java.util.ArrayList;
import java.util.List;

/** What a Kafka leaves open. */
final class KafkaDoors {
    /** So many of a kind are told one by one. */
    private static final int MAX_TOLD = 10;

    private static final String LOG_IN =
            "have Kafka ask who that is, and check rights (docs/security.md, Users and rights within Kafka): crayfleet kafka users FOLDER, crayfleet kafka acls --apply. docker compose up has it by itself";

    private KafkaDoors() {}

    static List<Door> of(KafkaFacts kafka) {
        List<Door> doors = new ArrayList<>();
        if (kafka.isAnonymous()) {
            doors.add(anonymous(kafka));
        } else if (kafka.rights() instanceof Rights.Unchecked) {
            doors.add(
                    Door.open(
                            DoorKind.KAFKA_WITHOUT_RIGHTS,
                            "Kafka at %s asks who that is and checks no rights: every user of it, a runner's above all, may do everything there."
                                    .formatted(kafka.bootstrap()),
                            "set authorizer.class.name and super.users for its brokers and controllers, then: crayfleet kafka acls --apply"));
        }
        if (kafka.rights() instanceof Rights.Seen(RightsReview review)) {
            doors.addAll(outsiders(kafka, review.outsiders()));
            doors.addAll(beyond(kafka, review.beyond()));
        }
        if (kafka.brokers() instanceof Brokers.Seen(List<String> listeners, Everyone everyone)) {
            if (!listeners.isEmpty() && !kafka.isAnonymous()) {
                doors.add(
                        Door.open(
                                DoorKind.KAFKA_OPEN_LISTENER,
                                "Kafka also listens where it asks nobody who they are, and other machines reach it: %s."
                                        .formatted(String.join(", ", listeners)),
                                "take that out of listeners of the broker, or map it to SASL_SSL in listener.security.protocol.map"));
            }
            if (everyone == Everyone.YES) {
                doors.add(
                        Door.open(
                                DoorKind.KAFKA_ALLOWS_EVERYONE,
                                "Everybody may do with a topic whatever no ACL is about (allow.everyone.if.no.acl.found=true).",
                                "set allow.everyone.if.no.acl.found=false for its brokers and controllers"));
            }
        }
        return doors;
    }

    private static Door anonymous(KafkaFacts kafka) {
        boolean isUnchecked = kafka.rights() instanceof Rights.Unchecked;
        String what =
                isUnchecked
                        ? "may ask for tasks in anybody's name, pose as a runner, and give the fleet another file"
                        : "is let in without a name";
        return kafka.isBeyondLoopback()
                ? Door.open(
                        DoorKind.KAFKA_ANONYMOUS,
                        "Kafka at %s asks nobody who they are, and other machines reach it: whoever does %s."
                                .formatted(kafka.bootstrap(), what),
                        LOG_IN)
                : Door.risky(
                        DoorKind.KAFKA_ANONYMOUS,
                        "Kafka at %s asks nobody who they are: everybody on this machine, agents with a shell too, %s."
                                .formatted(kafka.bootstrap(), what),
                        LOG_IN);
    }

    private static List<Door> outsiders(KafkaFacts kafka, List<Extra> outsiders) {
        List<Door> doors = new ArrayList<>();
        for (Extra each : outsiders.stream().limit(MAX_TOLD).toList()) {
            doors.add(
                    Door.open(
                            DoorKind.KAFKA_OUTSIDER,
                            "%s %s, and is no user of Crayfleet's.%s"
                                    .formatted(
                                            each.principal(), each.right(), more(outsiders, each)),
                            "%s; or say who that is: --user producer=NAME"
                                    .formatted(remove(kafka, each))));
        }
        return doors;
    }

    private static List<Door> beyond(KafkaFacts kafka, List<Extra> beyond) {
        List<Door> doors = new ArrayList<>();
        for (Extra each : beyond.stream().limit(MAX_TOLD).toList()) {
            doors.add(
                    Door.risky(
                            DoorKind.KAFKA_RIGHTS_BEYOND,
                            "%s %s, which Crayfleet does not need.%s"
                                    .formatted(each.principal(), each.right(), more(beyond, each)),
                            remove(kafka, each)));
        }
        return doors;
    }

    /** Behind the last one that is told. */
    private static String more(List<Extra> all, Extra each) {
        return all.size() > MAX_TOLD && all.indexOf(each) == MAX_TOLD - 1
                ? " There are %,d more like it.".formatted(all.size() - MAX_TOLD)
                : "";
    }

    private static String remove(KafkaFacts kafka, Extra extra) {
        return "kafka-acls.sh --bootstrap-server %s --remove %s"
                .formatted(kafka.bootstrap(), extra.removal());
    }

    static List<NotChecked> notChecked(KafkaFacts kafka) {
        List<NotChecked> not = new ArrayList<>();
        if (kafka.rights() instanceof Rights.NotSeen(String why)) {
            not.add(new NotChecked("rights within Kafka", why));
        }
        if (kafka.brokers() instanceof Brokers.NotSeen(String why)) {
            not.add(new NotChecked("listeners of Kafka", why));
        }
        if (kafka.brokers() instanceof Brokers.Seen(List<String> listeners, Everyone everyone)
                && everyone == Everyone.HIDDEN) {
            not.add(
                    new NotChecked(
                            "allow.everyone.if.no.acl.found",
                            "it is set for Kafka's brokers, and they do not say to what. Look at their settings: with true, everybody may do what no ACL is about"));
        }
        return not;
    }
}

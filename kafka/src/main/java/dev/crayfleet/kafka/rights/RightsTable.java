package dev.crayfleet.kafka.rights;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.fleet.FleetFileWriter;
import dev.crayfleet.kafka.letters.LetterWriter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which rights each role needs in Kafka: what its code asks for, and nothing more. A runner has the
 * fewest, because its agents may read what it reads.
 *
 * <p>Topics are created by dispatchers; other services wait until they are there.
 */
public final class RightsTable {
    /** How the names of what dispatchers have for themselves begin. */
    static final String DISPATCHERS = "crayfleet-dispatcher";

    private static final String POSTERS = "crayfleet-poster";
    private static final String OFFSETS_TOPIC = "__consumer_offsets";

    /** What people have decided about the fleet. */
    private static final String FLEET = "crayfleet.fleet";

    private RightsTable() {}

    /** All that a role needs, topics first. */
    public static List<KafkaRight> of(KafkaRole role) {
        return switch (role) {
            case INGEST -> ingest();
            case DISPATCHER -> dispatcher();
            case RUNNER -> runner();
            case POSTER -> poster();
            case OPERATOR -> operator();
            case PRODUCER -> new Rights().topic(Topics.TASKS, "asks for tasks", WRITE).all();
        };
    }

    /** The topics that a role may do anything with, and so looks for at its start. */
    public static Set<Topics> topics(KafkaRole role) {
        Set<String> names =
                of(role).stream().map(each -> each.resource().name()).collect(Collectors.toSet());
        return Arrays.stream(Topics.values())
                .filter(each -> names.contains(each.topic()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Topics.class)));
    }

    private static List<KafkaRight> ingest() {
        return new Rights()
                .topic(Topics.TASKS, "writes tasks", WRITE)
                .topic(Topics.TASKS, "keeps its place in the Discord channel as an offset", READ)
                .topic(Topics.FILES, "writes attachments and long prompts", WRITE)
                .topic(Topics.RESULTS, "tells hooks that wait how their tasks ended", READ)
                .topic(Topics.EVENTS, "tells hooks that wait which tasks were refused", READ)
                .topic(FLEET, "knows who may post over HTTP", READ)
                .group("crayfleet-ingest", "keeps its place in the Discord channel", READ)
                .all();
    }

    private static List<KafkaRight> dispatcher() {
        Rights rights = new Rights();
        for (Topics each : Topics.values()) {
            if (!each.topic().equals(FLEET)) {
                rights.topic(each, "makes the topics", CREATE);
            }
        }
        String hanging = "finds transactions that hang";
        return rights.topic(FLEET, "makes the topics", CREATE)
                .topic(Topics.TASKS, "reads what is asked, and moves it to its lane", READ, WRITE)
                .topic(Topics.RUNS, "reads what runners report", READ)
                .topic(Topics.CLAIMS, "tells runners what to do", WRITE)
                .topic(Topics.CLAIMS, hanging, READ)
                .topic(Topics.RESULTS, "writes results, and shows them", READ, WRITE)
                .topic(Topics.EVENTS, "writes events", WRITE)
                .topic(Topics.EVENTS, hanging, READ)
                .topic(Topics.FILES, "knows which files replays still find", READ)
                .topic(Topics.DEAD_LETTERS, "gives records up, and knows which", READ, WRITE)
                .topic(FLEET, "knows who may ask over HTTP", READ)
                .topicsOf(DISPATCHERS, "keeps its ledger", CREATE, READ, WRITE)
                .topic(OFFSETS_TOPIC, hanging, READ)
                .group(DISPATCHERS, "shares lanes with other dispatchers", READ)
                .group(DISPATCHERS + "-starts", "counts starts, for the crash-loop rule", READ)
                .transactionsOf(DISPATCHERS, "decides in transactions")
                .cluster("ends transactions that hang", ALTER)
                .all();
    }

    private static List<KafkaRight> runner() {
        return new Rights()
                .topic(Topics.RUNS, "reports", WRITE)
                .topic(Topics.CLAIMS, "hears what to do", READ)
                .topic(Topics.FILES, "gets inputs, and hands in outputs", READ, WRITE)
                .all();
    }

    private static List<KafkaRight> poster() {
        String posts = "posts them, and keeps its place";
        return new Rights()
                .topic(Topics.RESULTS, posts, READ)
                .topic(Topics.EVENTS, posts, READ)
                .topic(Topics.FILES, "attaches them to posts", READ)
                .topic(Topics.DEAD_LETTERS, "gives records up", WRITE)
                .topic(FLEET, "knows the names and channels of agents", READ)
                .group(POSTERS, posts, READ)
                .group(POSTERS + "-reactions", posts, READ)
                .group(POSTERS + "-worker-pool", posts, READ)
                .all();
    }

    private static List<KafkaRight> operator() {
        Rights rights = new Rights();
        for (Topics each : Topics.values()) {
            if (!each.topic().equals(FLEET)) {
                rights.topic(each, "doctor", DESCRIBE, DESCRIBE_CONFIGS);
            }
        }
        String putsBack = "dead-letters replay";
        return rights.topic(FLEET, "doctor", DESCRIBE, DESCRIBE_CONFIGS)
                .topic(Topics.TASKS, "submit --kafka, stop, replay --failed", READ, WRITE)
                .topic(Topics.FILES, "submit --kafka, result", READ, WRITE)
                .topic(Topics.RESULTS, "submit --wait, result, costs, replay --failed", READ)
                .topic(Topics.EVENTS, "submit --wait, events, logs", READ)
                .topic(Topics.DEAD_LETTERS, "dead-letters", READ, WRITE)
                .topic(Topics.RUNS, putsBack, WRITE)
                .topic(Topics.RESULTS, putsBack, WRITE)
                .topic(Topics.EVENTS, putsBack, WRITE)
                // A fleet may have tokens before its first dispatcher has made the topics.
                .topic(FLEET, "tokens", CREATE, READ, WRITE)
                .group(DISPATCHERS, "doctor, replay --failed", DESCRIBE)
                .group(POSTERS, "doctor", DESCRIBE)
                .transaction(LetterWriter.TRANSACTIONAL_ID, "dead-letters replay and drop")
                .transaction(FleetFileWriter.TRANSACTIONAL_ID, "fleet apply")
                .all();
    }
}

package dev.crayfleet.trial.bench.kafka;

/** Kinds of topics: Kafka's internal ones, the dispatcher's changelogs, and messages. */
public enum TopicKind {
    KAFKAS_OWN,
    CHANGELOGS,
    MESSAGES;

    static TopicKind of(String topic) {
        if (topic.startsWith("__")) {
            return KAFKAS_OWN;
        }
        return topic.endsWith("-changelog") ? CHANGELOGS : MESSAGES;
    }
}

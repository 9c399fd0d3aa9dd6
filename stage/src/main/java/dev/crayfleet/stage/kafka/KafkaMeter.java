package dev.crayfleet.stage.kafka;

import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * A number that Kafka's clients keep of themselves and that we show: a few of the hundreds that
 * there are, none of them by topic, partition or broker. Named as Micrometer would name it, so that
 * dashboards made for that fit.
 */
enum KafkaMeter {
    CONSUMER_CONNECTIONS(Kind.CONSUMER, "consumer-metrics", "connection-count", Math::max),
    CONSUMER_LAST_POLL(Kind.CONSUMER, "consumer-metrics", "last-poll-seconds-ago", Math::max),
    CONSUMER_LAG(Kind.CONSUMER, "consumer-fetch-manager-metrics", "records-lag-max", Math::max),
    CONSUMER_RECORDS(
            Kind.CONSUMER, "consumer-fetch-manager-metrics", "records-consumed-total", Double::sum),
    CONSUMER_BYTES(
            Kind.CONSUMER, "consumer-fetch-manager-metrics", "bytes-consumed-total", Double::sum),
    CONSUMER_PARTITIONS(
            Kind.CONSUMER, "consumer-coordinator-metrics", "assigned-partitions", Double::sum),
    CONSUMER_REBALANCES(
            Kind.CONSUMER, "consumer-coordinator-metrics", "rebalance-total", Double::sum),
    PRODUCER_CONNECTIONS(Kind.PRODUCER, "producer-metrics", "connection-count", Math::max),
    PRODUCER_RECORDS(Kind.PRODUCER, "producer-metrics", "record-send-total", Double::sum),
    PRODUCER_ERRORS(Kind.PRODUCER, "producer-metrics", "record-error-total", Double::sum),
    PRODUCER_RETRIES(Kind.PRODUCER, "producer-metrics", "record-retry-total", Double::sum),
    PRODUCER_LATENCY(Kind.PRODUCER, "producer-metrics", "request-latency-max", Math::max),
    STREAMS_ALIVE(Kind.STREAMS, "stream-metrics", "alive-stream-threads", Double::sum),
    STREAMS_FAILED(Kind.STREAMS, "stream-metrics", "failed-stream-threads", Double::sum),
    STREAMS_RECORDS(Kind.STREAMS, "stream-thread-metrics", "process-total", Double::sum),
    STREAMS_COMMITS(Kind.STREAMS, "stream-thread-metrics", "commit-total", Double::sum),
    STREAMS_COMMIT_LATENCY(Kind.STREAMS, "stream-thread-metrics", "commit-latency-max", Math::max);

    /** Of the whole client, or of one of its threads. */
    private static final Set<String> TAGS = Set.of("client-id", "thread-id");

    /** Reads what a standby copies, and is not behind in anything that counts. */
    private static final String RESTORE_CONSUMER = "-restore-consumer";

    /** What has it. */
    enum Kind {
        CONSUMER,
        PRODUCER,
        STREAMS
    }

    private final Kind kind;
    private final String group;
    private final String metric;
    private final DoubleBinaryOperator overThreads;

    KafkaMeter(Kind kind, String group, String metric, DoubleBinaryOperator overThreads) {
        this.kind = kind;
        this.group = group;
        this.metric = metric;
        this.overThreads = overThreads;
    }

    Kind kind() {
        return kind;
    }

    boolean isCounter() {
        return metric.endsWith("-total");
    }

    /** {@code kafka.consumer.fetch.manager.records.lag.max}. */
    String meterName() {
        return "kafka.%s.%s".formatted(group.replace("-metrics", ""), metric).replace('-', '.');
    }

    /** Of all threads together; NaN, or 0 for a counter, where there is none. */
    double value(Map<MetricName, ? extends Metric> metrics) {
        return metrics.entrySet().stream()
                .filter(each -> is(each.getKey()))
                .map(each -> each.getValue().metricValue())
                .filter(Number.class::isInstance)
                .mapToDouble(each -> ((Number) each).doubleValue())
                .filter(Double::isFinite)
                .reduce(overThreads)
                .orElse(isCounter() ? 0 : Double.NaN);
    }

    private boolean is(MetricName name) {
        return name.name().equals(metric)
                && name.group().equals(group)
                && TAGS.containsAll(name.tags().keySet())
                && !name.tags().getOrDefault("client-id", "").endsWith(RESTORE_CONSUMER);
    }
}

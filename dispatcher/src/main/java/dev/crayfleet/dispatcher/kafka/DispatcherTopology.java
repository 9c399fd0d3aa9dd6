package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Topics;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * Reads tasks and runs; writes claims, results, events, dead letters and moved tasks. The ledger is
 * kept in memory and made durable by its changelog: it is small, restored within a second, and
 * leaves no files that a crash could damage. Keys and values are read as bytes, because a
 * deserializer of Kafka Streams that fails would stop the lane.
 */
final class DispatcherTopology {
    static final String LEDGER = "ledger";
    static final String TO_TASKS = "to-tasks";
    static final String TO_CLAIMS = "to-claims";
    static final String TO_RESULTS = "to-results";
    static final String TO_EVENTS = "to-events";
    static final String TO_DEAD_LETTERS = "to-dead-letters";
    private static final String LANE = "lane";

    private DispatcherTopology() {}

    static Topology of(
            ProcessorSupplier<byte[], byte[], byte[], byte[]> lane, TimestampExtractor timestamps) {
        Topology topology = new Topology();
        source(topology, timestamps, Topics.TASKS);
        source(topology, timestamps, Topics.RUNS);
        topology.addProcessor(LANE, lane, Topics.TASKS.topic(), Topics.RUNS.topic());
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(LEDGER),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withCachingDisabled(),
                LANE);
        sink(topology, TO_TASKS, Topics.TASKS);
        sink(topology, TO_CLAIMS, Topics.CLAIMS);
        sink(topology, TO_RESULTS, Topics.RESULTS);
        sink(topology, TO_EVENTS, Topics.EVENTS);
        sink(topology, TO_DEAD_LETTERS, Topics.DEAD_LETTERS);
        return topology;
    }

    private static void source(Topology topology, TimestampExtractor timestamps, Topics topic) {
        topology.addSource(
                Topology.AutoOffsetReset.EARLIEST,
                topic.topic(),
                timestamps,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic.topic());
    }

    private static void sink(Topology topology, String name, Topics topic) {
        topology.addSink(
                name, topic.topic(), new ByteArraySerializer(), new ByteArraySerializer(), LANE);
    }
}

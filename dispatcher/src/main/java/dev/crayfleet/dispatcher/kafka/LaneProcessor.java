package dev.crayfleet.dispatcher.kafka;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A {@link Lane} as Kafka Streams knows it: opened, given records, closed. */
final class LaneProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private final LaneDependencies dependencies;
    private final ThreadLocal<CommitThrottle> throttle;

    // Set by init, which Kafka Streams calls before anything else.
    private @Nullable Lane lane;

    /**
     * @param throttle of each stream thread
     */
    LaneProcessor(LaneDependencies dependencies, ThreadLocal<CommitThrottle> throttle) {
        this.dependencies = dependencies;
        this.throttle = throttle;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        lane = new Lane(context, dependencies, throttle.get());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (lane == null) {
            throw new IllegalStateException("a lane is used before it is opened");
        }
        lane.process(record);
    }

    @Override
    public void close() {
        if (lane != null) {
            lane.close();
            lane = null;
        }
    }
}

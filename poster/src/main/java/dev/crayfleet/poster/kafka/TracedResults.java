package dev.crayfleet.poster.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.poster.discord.InDoubtWindow;
import dev.crayfleet.stage.traces.TaskSpan;
import dev.crayfleet.stage.traces.TaskTracer;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A span for each result that is posted; used only where traces are recorded. */
final class TracedResults implements RecordHandler {
    private final RecordHandler handler;
    private final TaskTracer tracer;
    private final Clock clock;
    private final Codec codec = new Codec();

    TracedResults(RecordHandler handler, TaskTracer tracer, Clock clock) {
        this.handler = handler;
        this.tracer = tracer;
        this.clock = clock;
    }

    @Override
    public HandlingResult handle(ConsumerRecord<byte[], byte[]> record, InDoubtWindow inDoubt)
            throws InterruptedException {
        Instant readAt = clock.instant();
        HandlingResult handled = handler.handle(record, inDoubt);
        // Read once more, because what handles records of all kinds keeps none.
        if (handled == HandlingResult.DONE
                && codec.decodeResult(record.value())
                        instanceof Decoded.Readable<TaskResult>(TaskResult result)
                && result.traceparent() != null) {
            tracer.record(
                    TaskSpan.of(
                                    TaskSpan.Step.POST,
                                    result.traceparent(),
                                    result.id(),
                                    result.pool(),
                                    readAt,
                                    clock.instant())
                            .with(TaskSpan.STATUS, result.status().word()));
        }
        return handled;
    }

    @Override
    public HandlingResult giveUp(
            ConsumerRecord<byte[], byte[]> record, String reason, InDoubtWindow inDoubt)
            throws InterruptedException {
        return handler.giveUp(record, reason, inDoubt);
    }

    @Override
    public boolean isReady() {
        return handler.isReady();
    }

    @Override
    public boolean isWaiting() {
        return handler.isWaiting();
    }

    @Override
    public void stop() {
        handler.stop();
    }
}

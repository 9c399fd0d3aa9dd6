package dev.crayfleet.kafka.replay;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.OffsetRange;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicScan;
import dev.crayfleet.kafka.replay.ReplayPlan.PlannedReplay;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One plan on its way: reads the old tasks' records, and starts writing the new tasks. */
final class ReplayRun {
    /** Records on their way to Kafka at a time. */
    private static final int MAX_IN_FLIGHT = 500;

    private final Codec codec = new Codec();
    private final Function<TaskSubmitted, CompletableFuture<RecordPosition>> sender;
    private final InstantSource clock;
    private final Map<Integer, TreeMap<Long, PlannedReplay>> waiting = new HashMap<>();
    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private final Map<TaskId, RecordPosition> sent = new HashMap<>();
    private final ReplaySender.Changes changes;
    private final Deadline deadline;
    private final Progress progress;
    private final int total;

    /**
     * @param sender starts writing a task
     */
    ReplayRun(
            ReplayPlan plan,
            Function<TaskSubmitted, CompletableFuture<RecordPosition>> sender,
            ReplaySender.Changes changes,
            InstantSource clock,
            Deadline deadline,
            Progress progress) {
        this.sender = sender;
        this.clock = clock;
        this.changes = changes;
        this.deadline = deadline;
        this.progress = progress;
        this.total = plan.replays();
        for (PlannedReplay each : plan.tasks()) {
            if (each.verdict() instanceof Verdict.Replay(TaskId as, int lane, long offset)) {
                waiting.computeIfAbsent(lane, key -> new TreeMap<>()).put(offset, each);
            }
        }
        progress.at(0, total);
    }

    private record InFlight(TaskId id, CompletableFuture<RecordPosition> written) {}

    void start(TopicScan tasks)
            throws KafkaRequestException,
                    InterruptedException,
                    ExecutionException,
                    TimeoutException {
        for (Map.Entry<Integer, TreeMap<Long, PlannedReplay>> lane : waiting.entrySet()) {
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            List<Long> offsets = List.copyOf(lane.getValue().keySet());
            for (OffsetRange each : OffsetRange.covering(offsets)) {
                tasks.read(
                        lane.getKey(),
                        each,
                        record -> {
                            if (lane.getValue().containsKey(record.offset())) {
                                found.add(record);
                            }
                        });
                for (ConsumerRecord<byte[], byte[]> record : found) {
                    start(lane.getValue(), record);
                }
                found.clear();
            }
        }
    }

    private void start(TreeMap<Long, PlannedReplay> lane, ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException, ExecutionException, TimeoutException {
        PlannedReplay planned = lane.get(record.offset());
        if (planned != null
                && planned.verdict() instanceof Verdict.Replay(TaskId as, int _, long _)
                && codec.decodeTask(record.value(), ReplayLog.position(record))
                        instanceof Decoded.Readable<TaskMessage>(TaskMessage message)
                && message instanceof TaskSubmitted source
                && source.id().equals(planned.task().id())) {
            lane.remove(record.offset());
            inFlight.add(new InFlight(as, sender.apply(replay(as, source))));
            while (inFlight.size() > MAX_IN_FLIGHT) {
                awaitFirst();
            }
        }
    }

    private TaskSubmitted replay(TaskId as, TaskSubmitted source) {
        return new ReplayRequested(
                        as,
                        source.pool(),
                        source.id(),
                        null,
                        changes.options(),
                        changes.requester(),
                        clock.instant())
                .toTask(source, clock.instant());
    }

    private void awaitFirst() throws InterruptedException, ExecutionException, TimeoutException {
        InFlight first = inFlight.remove();
        sent.put(first.id(), first.written().get(deadline.remainingNanos(), TimeUnit.NANOSECONDS));
        progress.at(sent.size(), total);
    }

    void awaitAll() throws InterruptedException, ExecutionException, TimeoutException {
        while (!inFlight.isEmpty()) {
            awaitFirst();
        }
    }

    /** The new tasks that Kafka has for certain. */
    Map<TaskId, RecordPosition> sent() {
        return sent;
    }

    /** How many there are to be written. */
    int total() {
        return total;
    }

    /** Tasks whose records were not there any more. */
    List<TaskId> gone() {
        return waiting.values().stream()
                .flatMap(lane -> lane.values().stream())
                .map(each -> each.task().id())
                .sorted()
                .toList();
    }
}

package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicScan;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** The results of a span of time, as Kafka keeps them. */
public final class FinishedTaskLog {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final KafkaSettings settings;
    private final Codec codec = new Codec();

    public FinishedTaskLog(KafkaSettings settings) {
        this.settings = settings;
    }

    /**
     * @param from when the first of them ended
     * @param to before which the last of them ended
     * @param visitor gets each, in no order over partitions
     * @return how many records are no results
     * @throws UnreachableException with a sentence for people, if Kafka does not give them
     */
    public long read(Instant from, Instant to, Consumer<TaskResult> visitor, Progress progress)
            throws InterruptedException {
        long[] unreadable = {0};
        try (TopicScan results =
                TopicScan.open(
                        settings,
                        "crayfleet-costs",
                        Topics.RESULTS,
                        TopicScan.Seen.COMMITTED,
                        Deadline.after(TIMEOUT))) {
            results.read(
                    results.from(from),
                    results.end(),
                    record -> {
                        if (record.value() != null
                                && codec.decodeResult(record.value())
                                        instanceof
                                        Decoded.Readable<TaskResult>(TaskResult result)) {
                            Instant at = result.finishedAt();
                            if (!at.isBefore(from) && at.isBefore(to)) {
                                visitor.accept(result);
                            }
                        } else {
                            unreadable[0]++;
                        }
                    },
                    progress);
            return unreadable[0];
        } catch (KafkaRequestException e) {
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        }
    }
}

package dev.crayfleet.poster.flow;

import dev.crayfleet.contract.Decoded;
import dev.crayfleet.discord.Backoff;
import dev.crayfleet.poster.discord.Delivery;
import dev.crayfleet.poster.discord.Doubt;
import dev.crayfleet.poster.rendering.Action;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that is done for one record; what cannot be done becomes a dead letter. */
final class RecordDelivery implements Dealing {
    private static final Logger LOG = LoggerFactory.getLogger(RecordDelivery.class);

    private final String line;
    private final Reading reading;
    private final Delivery delivery;
    private final DeadLetters deadLetters;
    private final Backoff backoff;
    private final MeterRegistry registry;
    private final CountDownLatch closed = new CountDownLatch(1);

    RecordDelivery(
            String line,
            Reading reading,
            Delivery delivery,
            DeadLetters deadLetters,
            Backoff backoff,
            MeterRegistry registry) {
        this.line = line;
        this.reading = reading;
        this.delivery = delivery;
        this.deadLetters = deadLetters;
        this.backoff = backoff;
        this.registry = registry;
    }

    @Override
    public Dealt deal(ConsumerRecord<String, byte[]> record, Doubt doubt)
            throws InterruptedException {
        try {
            return switch (reading.read(record.value())) {
                case Decoded.Unreadable<List<Action>> no -> dead(record, no.reason());
                case Decoded.Readable<List<Action>>(List<Action> actions) -> act(actions, doubt);
            };
        } catch (Delivery.RefusedException e) {
            return dead(record, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("{}: {} is beyond this build", line, place(record), e);
            return dead(record, "it could not be rendered: " + e);
        }
    }

    @Override
    public void stop() {
        closed.countDown();
        delivery.stop();
    }

    private Dealt act(List<Action> actions, Doubt doubt)
            throws InterruptedException, Delivery.RefusedException {
        Dealt dealt = actions.isEmpty() ? Dealt.NOTHING : Dealt.FOUND;
        for (Action action : actions) {
            if (delivery.deliver(action, doubt)) {
                dealt = Dealt.DONE;
            }
        }
        return dealt;
    }

    private Dealt dead(ConsumerRecord<String, byte[]> record, String reason)
            throws InterruptedException {
        LOG.error("{}: {} goes to the dead letters: {}", line, place(record), reason);
        registry.counter("crayfleet.poster.dead.letters", "line", line).increment();
        for (int failures = 1; ; failures++) {
            try {
                deadLetters.write(record, reason);
                return Dealt.DONE;
            } catch (ExecutionException | TimeoutException | KafkaException e) {
                LOG.warn("{}: the dead letter was not taken by Kafka", line, e);
                if (closed.await(backoff.after(failures).toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new InterruptedException("stopped");
                }
            }
        }
    }

    private static String place(ConsumerRecord<String, byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}

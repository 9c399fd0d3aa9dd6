package dev.crayfleet.poster.kafka;

import dev.crayfleet.contract.Texts;
import dev.crayfleet.kafka.DeadLetter;
import dev.crayfleet.kafka.DeadLetterWriter;
import dev.crayfleet.kafka.FatalErrors;
import dev.crayfleet.poster.discord.Delivery;
import dev.crayfleet.poster.discord.InDoubtWindow;
import dev.crayfleet.poster.rendering.DiscordAction;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that is done for one record; what cannot be done becomes a dead letter. */
final class RecordDelivery implements RecordHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RecordDelivery.class);

    private static final int FRAMES = 12;

    private final Role role;
    private final RecordRenderer reading;
    private final Delivery delivery;
    private final BooleanSupplier connected;
    private final DeadLetterWriter deadLetters;
    private final MeterRegistry registry;

    /**
     * @param name of the line, for logs and meters
     * @param witness whether it writes the dead letters of records that no line can read; one of
     *     those that read the same topic
     */
    record Role(String name, boolean witness) {}

    RecordDelivery(
            Role role,
            RecordRenderer reading,
            Delivery delivery,
            BooleanSupplier connected,
            DeadLetterWriter deadLetters,
            MeterRegistry registry) {
        this.role = role;
        this.reading = reading;
        this.delivery = delivery;
        this.connected = connected;
        this.deadLetters = deadLetters;
        this.registry = registry;
    }

    @Override
    public Dealt deal(ConsumerRecord<byte[], byte[]> record, InDoubtWindow doubt)
            throws InterruptedException {
        RecordRenderer.Plan plan;
        try {
            plan = reading.read(record.value());
        } catch (Exception | Error e) {
            FatalErrors.rethrowIfFatal(e);
            LOG.error("{}: {} is beyond this build: {}", role.name(), place(record), trace(e));
            plan = new RecordRenderer.Plan(List.of(), "it could not be read: " + e);
        }
        if (plan.trouble() != null && plan.actions().isEmpty()) {
            return unread(record, plan.trouble(), doubt);
        }
        Progress progress = new Progress(plan.trouble());
        for (DiscordAction action : plan.actions()) {
            deliver(action, doubt, progress);
        }
        if (progress.trouble != null) {
            boolean missed = !progress.through;
            return dead(record, progress.trouble, doubt, missed);
        }
        if (plan.actions().isEmpty()) {
            return Dealt.NOTHING;
        }
        return progress.done ? Dealt.DONE : Dealt.FOUND;
    }

    @Override
    public Dealt setAside(ConsumerRecord<byte[], byte[]> record, String reason, InDoubtWindow doubt)
            throws InterruptedException {
        return dead(record, reason, doubt, true);
    }

    @Override
    public boolean ready() {
        return connected.getAsBoolean();
    }

    @Override
    public boolean waits() {
        return delivery.trouble().isPresent() || deadLetters.trouble().isPresent();
    }

    @Override
    public void stop() {
        delivery.stop();
    }

    /** What became of a record's actions. */
    private static final class Progress {
        /** Whether any was done now. */
        boolean done;

        /** Whether any was done, now or before. */
        boolean through;

        @Nullable String trouble;

        Progress(@Nullable String trouble) {
            this.trouble = trouble;
        }
    }

    /** One that cannot be done does not keep the others of its record from being done. */
    private void deliver(DiscordAction action, InDoubtWindow doubt, Progress progress)
            throws InterruptedException {
        try {
            progress.done |= delivery.deliver(action, doubt);
            progress.through = true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Delivery.RefusedException e) {
            progress.trouble = String.valueOf(e.getMessage());
        } catch (Exception | Error e) {
            FatalErrors.rethrowIfFatal(e);
            LOG.error("{}: a post is beyond this build: {}", role.name(), trace(e));
            progress.trouble = "it could not be posted: " + e;
        }
    }

    /** Another line reads the same record, and finds the same: one letter is enough. */
    private Dealt unread(ConsumerRecord<byte[], byte[]> record, String reason, InDoubtWindow doubt)
            throws InterruptedException {
        if (!role.witness()) {
            LOG.info("{}: {} cannot be read", role.name(), place(record));
            return Dealt.NOTHING;
        }
        return dead(record, reason, doubt, true);
    }

    private Dealt dead(
            ConsumerRecord<byte[], byte[]> record, String why, InDoubtWindow doubt, boolean missed)
            throws InterruptedException {
        // It may repeat what stood in the record, and people read it on terminals.
        String reason = Texts.oneLine(why);
        LOG.error("{}: {} goes to the dead letters: {}", role.name(), place(record), reason);
        // Before the letter: a post that comes twice is known again, a letter is not.
        if (missed) {
            DiscordAction instead = reading.instead(record.key()).orElse(null);
            if (instead != null) {
                deliver(instead, doubt, new Progress(null));
            }
        }
        deadLetters.write(
                DeadLetter.of(
                        place(record), record.key(), record.value(), record.headers(), reason));
        registry.counter("crayfleet.poster.dead.letters", "line", role.name()).increment();
        return Dealt.DONE;
    }

    /** On one line: the message may come from the record, and write lines of its own. */
    private static String trace(Throwable e) {
        return Texts.oneLine(e.toString())
                + Arrays.stream(e.getStackTrace())
                        .limit(FRAMES)
                        .map(frame -> " at " + frame)
                        .collect(Collectors.joining());
    }

    private static DeadLetter.Place place(ConsumerRecord<byte[], byte[]> record) {
        return new DeadLetter.Place(record.topic(), record.partition(), record.offset());
    }
}

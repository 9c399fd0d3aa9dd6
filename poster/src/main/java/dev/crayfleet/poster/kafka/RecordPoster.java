package dev.crayfleet.poster.kafka;

import dev.crayfleet.contract.Texts;
import dev.crayfleet.kafka.FatalErrors;
import dev.crayfleet.poster.discord.DiscordRetrier;
import dev.crayfleet.poster.discord.InDoubtWindow;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.stage.TaskLog;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renders a record and performs its actions at Discord. A record whose actions cannot be performed
 * becomes a dead letter.
 */
final class RecordPoster implements RecordHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RecordPoster.class);

    private static final int MAX_STACK_FRAMES = 12;

    private static final String FAULT =
            ", which is a fault of Crayfleet; the poster's log has the whole";

    private final Role role;
    private final RecordRenderer renderer;
    private final DiscordRetrier retrier;
    private final BooleanSupplier connected;
    private final RecordDeadLetters deadLetters;

    /**
     * @param name of the channel consumer, for logs and meters
     * @param reportsUnreadable whether it writes the dead letters of records that cannot be read;
     *     of the consumers of one topic only one does
     */
    record Role(String name, boolean reportsUnreadable) {}

    RecordPoster(
            Role role,
            RecordRenderer renderer,
            DiscordRetrier retrier,
            BooleanSupplier connected,
            RecordDeadLetters deadLetters) {
        this.role = role;
        this.renderer = renderer;
        this.retrier = retrier;
        this.connected = connected;
        this.deadLetters = deadLetters;
    }

    @Override
    public HandlingResult handle(ConsumerRecord<byte[], byte[]> record, InDoubtWindow inDoubt)
            throws InterruptedException {
        try {
            return renderAndPerform(record, inDoubt);
        } finally {
            TaskLog.clear();
        }
    }

    private HandlingResult renderAndPerform(
            ConsumerRecord<byte[], byte[]> record, InDoubtWindow inDoubt)
            throws InterruptedException {
        RecordRenderer.Plan plan;
        try {
            plan = renderer.render(record.value());
        } catch (Exception | Error e) {
            FatalErrors.rethrowIfFatal(e);
            LOG.error(
                    "{}: {} could not be rendered: {}",
                    role.name(),
                    RecordDeadLetters.positionOf(record),
                    stackTrace(e));
            plan = new RecordRenderer.Plan(List.of(), "it could not be read" + FAULT);
        }
        if (plan.problem() != null && plan.actions().isEmpty()) {
            return reportUnreadable(record, plan.problem(), inDoubt);
        }
        Progress progress = new Progress(plan.problem());
        for (DiscordAction action : plan.actions()) {
            perform(action, inDoubt, progress);
        }
        if (progress.problem != null) {
            return writeDeadLetter(record, progress.problem, inDoubt, !progress.anySucceeded);
        }
        if (plan.actions().isEmpty()) {
            return HandlingResult.NOTHING_TO_DO;
        }
        return progress.anyNew ? HandlingResult.DONE : HandlingResult.ALREADY_DONE;
    }

    @Override
    public HandlingResult giveUp(
            ConsumerRecord<byte[], byte[]> record, String reason, InDoubtWindow inDoubt)
            throws InterruptedException {
        return writeDeadLetter(record, reason, inDoubt, true);
    }

    @Override
    public boolean isReady() {
        return connected.getAsBoolean();
    }

    @Override
    public boolean isWaiting() {
        return retrier.problem().isPresent() || deadLetters.isWaiting();
    }

    @Override
    public void stop() {
        retrier.stop();
    }

    /** How far the actions of one record have come. */
    private static final class Progress {
        /** Whether any was done now. */
        boolean anyNew;

        /** Whether any was done, now or before. */
        boolean anySucceeded;

        @Nullable String problem;

        Progress(@Nullable String problem) {
            this.problem = problem;
        }
    }

    /**
     * Performs one action. Records a failure instead of throwing it, so that the other actions of
     * the record are performed all the same.
     */
    private void perform(DiscordAction action, InDoubtWindow inDoubt, Progress progress)
            throws InterruptedException {
        try {
            progress.anyNew |= retrier.perform(action, inDoubt);
            progress.anySucceeded = true;
        } catch (InterruptedException e) {
            throw e;
        } catch (DiscordRetrier.RefusedException e) {
            progress.problem = String.valueOf(e.getMessage());
        } catch (Exception | Error e) {
            FatalErrors.rethrowIfFatal(e);
            LOG.error("{}: a post failed: {}", role.name(), stackTrace(e));
            progress.problem = "it could not be posted" + FAULT;
        }
    }

    /**
     * Several consumers read the same record and fail alike; one of them writes the dead letter.
     */
    private HandlingResult reportUnreadable(
            ConsumerRecord<byte[], byte[]> record, String reason, InDoubtWindow inDoubt)
            throws InterruptedException {
        if (!role.reportsUnreadable()) {
            LOG.info("{}: {} cannot be read", role.name(), RecordDeadLetters.positionOf(record));
            return HandlingResult.NOTHING_TO_DO;
        }
        return writeDeadLetter(record, reason, inDoubt, true);
    }

    private HandlingResult writeDeadLetter(
            ConsumerRecord<byte[], byte[]> record,
            String problem,
            InDoubtWindow inDoubt,
            boolean needsFallback)
            throws InterruptedException {
        // The reason may quote the record, and people read it on terminals.
        String reason = Texts.oneLine(problem);
        LOG.error(
                "{}: {} goes to the dead letters: {}",
                role.name(),
                RecordDeadLetters.positionOf(record),
                reason);
        // Posted before the dead letter is written, because after a crash a second post is
        // recognised, but a second dead letter is not.
        if (needsFallback) {
            DiscordAction fallback = renderer.fallback(record.key()).orElse(null);
            if (fallback != null) {
                perform(fallback, inDoubt, new Progress(null));
            }
        }
        deadLetters.write(record, reason);
        return HandlingResult.DONE;
    }

    /** On one line: the exception's message may quote line breaks of the record. */
    private static String stackTrace(Throwable e) {
        return Texts.oneLine(e.toString())
                + Arrays.stream(e.getStackTrace())
                        .limit(MAX_STACK_FRAMES)
                        .map(frame -> " at " + frame)
                        .collect(Collectors.joining());
    }
}

package dev.crayfleet.poster.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.poster.rendering.EventRenderer;
import dev.crayfleet.poster.rendering.FallbackPost;
import dev.crayfleet.poster.rendering.Post;
import dev.crayfleet.poster.rendering.RefusalThrottle;
import dev.crayfleet.poster.rendering.ResultPlace;
import dev.crayfleet.poster.rendering.ResultRenderer;
import dev.crayfleet.stage.TaskLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renders the bytes of a record as actions at Discord. May throw anything on hostile bytes. Names
 * the record's task in the log, until the caller clears that.
 */
interface RecordRenderer {
    /**
     * What to do for a record.
     *
     * @param actions in order; may be empty
     * @param problem why the record is a dead letter as well, as a sentence
     */
    record Plan(List<DiscordAction> actions, @Nullable String problem) {
        public Plan {
            actions = List.copyOf(actions);
        }

        private static Plan of(List<DiscordAction> actions) {
            return new Plan(actions, null);
        }
    }

    Plan render(byte @Nullable [] value);

    /** The notice that is posted, by the key alone, for a record that cannot be read or shown. */
    default Optional<DiscordAction> fallback(byte @Nullable [] key) {
        return Optional.empty();
    }

    /**
     * Results to #results, and where somebody wants them.
     *
     * @param fleet says what the agents' faces and channels are
     */
    static RecordRenderer results(Codec codec, Supplier<Fleet> fleet) {
        return new ResultRecords(codec, fleet);
    }

    /** Events to reactions, to replies to messages, and to messages in #results. */
    static RecordRenderer reactions(Codec codec) {
        return events(codec, event -> true, action -> !isForWorkerPool(action));
    }

    /** Events to messages in #worker-pool. */
    static RecordRenderer workerPool(Codec codec) {
        RefusalThrottle refusals = new RefusalThrottle();
        return events(codec, refusals::admits, RecordRenderer::isForWorkerPool);
    }

    private static boolean isForWorkerPool(DiscordAction action) {
        return action instanceof DiscordAction.SendMessage message
                && message.channel() == DiscordAction.TargetChannel.WORKER_POOL;
    }

    private static RecordRenderer events(
            Codec codec, Predicate<TaskEvent> isShown, Predicate<DiscordAction> isForHere) {
        return value ->
                switch (codec.decodeEvent(value)) {
                    case Decoded.Unreadable<TaskEvent> unreadable ->
                            new Plan(List.of(), unreadable.reason());
                    case Decoded.Readable<TaskEvent>(TaskEvent event) -> {
                        if (event instanceof TaskEvent.OfTask ofTask) {
                            TaskLog.name(ofTask.id());
                        }
                        List<DiscordAction> actions =
                                EventRenderer.actions(event).stream().filter(isForHere).toList();
                        // Asked last: what is not for here is not counted.
                        yield Plan.of(
                                actions.isEmpty() || isShown.test(event) ? actions : List.of());
                    }
                };
    }

    /** For results. Somebody waits for each of them, so there is always a fallback. */
    record ResultRecords(Codec codec, Supplier<Fleet> fleet) implements RecordRenderer {
        private static final Logger LOG = LoggerFactory.getLogger(ResultRecords.class);

        @Override
        public Plan render(byte @Nullable [] value) {
            return switch (codec.decodeResult(value)) {
                case Decoded.Unreadable<TaskResult> unreadable ->
                        new Plan(List.of(), unreadable.reason());
                case Decoded.Readable<TaskResult>(TaskResult result) -> {
                    TaskLog.name(result.id(), result.attempts());
                    yield render(result);
                }
            };
        }

        private Plan render(TaskResult result) {
            try {
                return ResultPlace.of(result, fleet.get())
                        .map(place ->
                                Plan.of(
                                        ResultRenderer.posts(result, place.face()).stream()
                                                .map(post -> action(place, post))
                                                .toList()))
                        .orElseGet(() -> Plan.of(List.of()));
            } catch (RuntimeException | StackOverflowError e) {
                LOG.error("the result of {} cannot be rendered", result.id(), e);
                return new Plan(
                        List.of(send(FallbackPost.notRenderable(result))),
                        "it could not be rendered, which is a fault of Crayfleet; the poster's log has the whole");
            }
        }

        @Override
        public Optional<DiscordAction> fallback(byte @Nullable [] key) {
            if (key == null || key.length > TaskId.MAX_CHARS) {
                return Optional.empty();
            }
            try {
                TaskId task = new TaskId(new String(key, StandardCharsets.UTF_8));
                return Optional.of(send(FallbackPost.notRenderable(task)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static DiscordAction action(ResultPlace place, Post post) {
            return place.isUsual() ? send(post) : new DiscordAction.PostResult(place, post);
        }

        private static DiscordAction send(Post post) {
            return new DiscordAction.SendMessage(DiscordAction.TargetChannel.RESULTS, post);
        }
    }
}

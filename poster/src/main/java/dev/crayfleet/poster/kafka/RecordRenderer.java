package dev.crayfleet.poster.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.poster.rendering.EventRenderer;
import dev.crayfleet.poster.rendering.FallbackPost;
import dev.crayfleet.poster.rendering.Post;
import dev.crayfleet.poster.rendering.ResultRenderer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a record's bytes to what a line does for it. May throw whatever hostile bytes provoke. */
interface RecordRenderer {
    /**
     * What to do for a record.
     *
     * @param actions may be none
     * @param trouble why the record is also a dead letter, a sentence
     */
    record Plan(List<DiscordAction> actions, @Nullable String trouble) {
        public Plan {
            actions = List.copyOf(actions);
        }

        private static Plan of(List<DiscordAction> actions) {
            return new Plan(actions, null);
        }
    }

    Plan read(byte @Nullable [] value);

    /**
     * What is said in place of a record that cannot be read or shown; only its key is looked at.
     */
    default Optional<DiscordAction> instead(byte @Nullable [] key) {
        return Optional.empty();
    }

    /** Results to #results. */
    static RecordRenderer results(Codec codec) {
        return new Results(codec);
    }

    /** Events to reactions on messages. */
    static RecordRenderer reactions(Codec codec) {
        return events(codec, DiscordAction.React.class);
    }

    /** Events to lines in #worker-pool. */
    static RecordRenderer workerPool(Codec codec) {
        return events(codec, DiscordAction.Say.class);
    }

    private static RecordRenderer events(Codec codec, Class<? extends DiscordAction> wanted) {
        return value ->
                switch (codec.decodeEvent(value)) {
                    case Decoded.Unreadable<TaskEvent> no -> new Plan(List.of(), no.reason());
                    case Decoded.Readable<TaskEvent>(TaskEvent event) ->
                            Plan.of(
                                    EventRenderer.actions(event).stream()
                                            .filter(wanted::isInstance)
                                            .toList());
                };
    }

    /** Somebody waits for each of them. */
    record Results(Codec codec) implements RecordRenderer {
        @Override
        public Plan read(byte @Nullable [] value) {
            return switch (codec.decodeResult(value)) {
                case Decoded.Unreadable<TaskResult> no -> new Plan(List.of(), no.reason());
                case Decoded.Readable<TaskResult>(TaskResult result) -> shown(result);
            };
        }

        private static Plan shown(TaskResult result) {
            try {
                return Plan.of(
                        ResultRenderer.posts(result).stream()
                                .<DiscordAction>map(Results::say)
                                .toList());
            } catch (RuntimeException | StackOverflowError e) {
                return new Plan(
                        List.of(say(FallbackPost.notShown(result))),
                        "it could not be rendered: " + e);
            }
        }

        @Override
        public Optional<DiscordAction> instead(byte @Nullable [] key) {
            if (key == null || key.length > TaskId.LONGEST) {
                return Optional.empty();
            }
            try {
                TaskId task = new TaskId(new String(key, StandardCharsets.UTF_8));
                return Optional.of(say(FallbackPost.notShown(task)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static DiscordAction say(Post post) {
            return new DiscordAction.Say(DiscordAction.Room.RESULTS, post);
        }
    }
}

package dev.crayfleet.poster.flow;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.poster.rendering.Action;
import dev.crayfleet.poster.rendering.EventLines;
import dev.crayfleet.poster.rendering.Fallback;
import dev.crayfleet.poster.rendering.Post;
import dev.crayfleet.poster.rendering.ResultPage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a record's bytes to what a line does for it. May throw whatever hostile bytes provoke. */
interface Reading {
    /**
     * What to do for a record.
     *
     * @param actions may be none
     * @param trouble why the record is also a dead letter, a sentence
     */
    record Plan(List<Action> actions, @Nullable String trouble) {
        public Plan {
            actions = List.copyOf(actions);
        }

        private static Plan of(List<Action> actions) {
            return new Plan(actions, null);
        }
    }

    Plan read(byte @Nullable [] value);

    /**
     * What is said in place of a record that cannot be read or shown; only its key is looked at.
     */
    default Optional<Action> instead(byte @Nullable [] key) {
        return Optional.empty();
    }

    /** Results to #results. */
    static Reading results(Codec codec) {
        return new Results(codec);
    }

    /** Events to reactions on messages. */
    static Reading reactions(Codec codec) {
        return events(codec, Action.React.class);
    }

    /** Events to lines in #worker-pool. */
    static Reading workerPool(Codec codec) {
        return events(codec, Action.Say.class);
    }

    private static Reading events(Codec codec, Class<? extends Action> wanted) {
        return value ->
                switch (codec.decodeEvent(value)) {
                    case Decoded.Unreadable<TaskEvent> no -> new Plan(List.of(), no.reason());
                    case Decoded.Readable<TaskEvent>(TaskEvent event) ->
                            Plan.of(
                                    EventLines.actions(event).stream()
                                            .filter(wanted::isInstance)
                                            .toList());
                };
    }

    /** Somebody waits for each of them. */
    record Results(Codec codec) implements Reading {
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
                        ResultPage.posts(result).stream().<Action>map(Results::say).toList());
            } catch (RuntimeException | StackOverflowError e) {
                return new Plan(
                        List.of(say(Fallback.notShown(result))), "it could not be rendered: " + e);
            }
        }

        @Override
        public Optional<Action> instead(byte @Nullable [] key) {
            if (key == null || key.length > TaskId.LONGEST) {
                return Optional.empty();
            }
            try {
                TaskId task = new TaskId(new String(key, StandardCharsets.UTF_8));
                return Optional.of(say(Fallback.notShown(task)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static Action say(Post post) {
            return new Action.Say(Action.Room.RESULTS, post);
        }
    }
}

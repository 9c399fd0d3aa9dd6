package dev.crayfleet.poster.flow;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.poster.rendering.Action;
import dev.crayfleet.poster.rendering.EventLines;
import dev.crayfleet.poster.rendering.ResultPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a record's bytes to what a line does for it. */
interface Reading {
    /** What to do; may be nothing. */
    Decoded<List<Action>> read(byte @Nullable [] value);

    /** Results to #results. */
    static Reading results(Codec codec) {
        return value ->
                switch (codec.decodeResult(value)) {
                    case Decoded.Unreadable<TaskResult> no -> new Decoded.Unreadable<>(no.reason());
                    case Decoded.Readable<TaskResult>(TaskResult result) ->
                            new Decoded.Readable<>(
                                    ResultPage.posts(result).stream()
                                            .<Action>map(post ->
                                                    new Action.Say(Action.Room.RESULTS, post))
                                            .toList());
                };
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
                    case Decoded.Unreadable<TaskEvent> no -> new Decoded.Unreadable<>(no.reason());
                    case Decoded.Readable<TaskEvent>(TaskEvent event) ->
                            new Decoded.Readable<>(
                                    EventLines.actions(event).stream()
                                            .filter(wanted::isInstance)
                                            .toList());
                };
    }
}

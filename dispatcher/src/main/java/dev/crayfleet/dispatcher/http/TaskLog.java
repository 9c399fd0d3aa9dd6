package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.RunMessage.LogAnswered;
import dev.crayfleet.dispatcher.ledger.TaskPlace;
import org.jspecify.annotations.Nullable;

/**
 * Some of what an agent has printed, as {@code GET /tasks/<id>/log} shows it.
 *
 * @param attempt that printed it
 * @param from position of the text's first byte in all that the attempt has printed
 * @param to position behind the last one: {@code after} of the next question
 * @param leftOut bytes before the text that were not asked for before, and are not in it
 * @param note why there is no text, and where it is: a sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TaskLog(
        String id,
        String state,
        @Nullable Integer attempt,
        @Nullable String runner,
        @Nullable Long from,
        @Nullable Long to,
        @Nullable Long leftOut,
        @Nullable String text,
        @Nullable String note) {

    static TaskLog without(TaskPlace task, String note) {
        return new TaskLog(task.id(), task.state(), null, null, null, null, null, null, note);
    }

    /**
     * @param after position behind what was seen before; absent where that is nothing
     */
    static TaskLog of(TaskPlace task, LogAnswered answer, @Nullable Long after) {
        return new TaskLog(
                task.id(),
                task.state(),
                answer.attempt().number(),
                answer.holder().runner().value(),
                answer.from(),
                answer.to(),
                Math.max(0, answer.from() - (after == null ? 0 : after)),
                answer.text(),
                null);
    }
}

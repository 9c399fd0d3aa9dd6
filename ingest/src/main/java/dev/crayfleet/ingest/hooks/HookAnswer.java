package dev.crayfleet.ingest.hooks;

import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.ingest.kafka.EndWatch.TaskEnd;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a hook is told.
 *
 * @param error why there is no run; absent where there is one
 * @param runId the id of the task; absent where there is none
 * @param completion how it ended; absent where its sender has not waited so long
 */
@Introspected
record HookAnswer(
        boolean ok,
        @Nullable String error,
        @Nullable String runId,
        @Nullable Completion completion) {
    private static final MediaType JSON = new MediaType("application/json; charset=utf-8");

    /**
     * Without a word of what the agent has answered.
     *
     * @param status {@code ok} or {@code error}
     * @param replyDisposition {@code visible} or {@code empty}; absent where it failed
     * @param delivered false where the result is not posted; absent where somebody else posts it
     * @param deliveryAttempted as {@code delivered}
     */
    @Introspected
    record Completion(
            String status,
            @Nullable String replyDisposition,
            @Nullable Boolean delivered,
            @Nullable Boolean deliveryAttempted) {}

    static MutableHttpResponse<HookAnswer> refused(HttpStatus status, String error) {
        return HttpResponse.<HookAnswer>status(status)
                .contentType(JSON)
                .body(new HookAnswer(false, error, null, null));
    }

    static MutableHttpResponse<HookAnswer> taken(String runId, @Nullable Completion completion) {
        return HttpResponse.<HookAnswer>ok()
                .contentType(JSON)
                .body(new HookAnswer(true, null, runId, completion));
    }

    /**
     * @param deliver whether the result is posted
     * @return absent where the end is not known
     */
    static @Nullable Completion completion(TaskEnd end, boolean deliver) {
        // Whether the poster has posted it by now, nobody knows here.
        Boolean delivered = deliver ? null : false;
        return switch (end) {
            case TaskEnd.Unknown _ -> null;
            case TaskEnd.Refused _ -> new Completion("error", null, false, false);
            case TaskEnd.Ended(TaskResult result) ->
                    result.status() == TaskStatus.SUCCEEDED
                            ? new Completion("ok", disposition(result), delivered, delivered)
                            : new Completion("error", null, delivered, delivered);
        };
    }

    private static String disposition(TaskResult result) {
        if (result.report() == null) {
            return "empty";
        }
        RunReport.Answer answer = result.report().answer();
        boolean isVisible =
                !answer.result().isBlank()
                        || !answer.summary().isBlank()
                        || answer.resultFile() != null;
        return isVisible ? "visible" : "empty";
    }
}

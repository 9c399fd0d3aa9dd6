package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
public sealed interface RunOutcome {
    record Succeeded() implements RunOutcome {}

    /**
     * @param reason a sentence for people: what happened and what to do; at most {@link
     *     Limits#REASON_CHARS}
     * @param retryAfter how long to wait before the next attempt, if the provider said so
     */
    record Failed(FailureKind kind, String reason, @Nullable Duration retryAfter)
            implements RunOutcome {
        public Failed {
            reason = Limits.cut(reason, Limits.REASON_CHARS);
        }

        public static Failed of(FailureKind kind, String reason) {
            return new Failed(kind, reason, null);
        }
    }
}

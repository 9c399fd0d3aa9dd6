package dev.crayfleet.trial.storm;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message in #results.
 *
 * @param id a Discord id, which contains the time of posting
 * @param task the task that its first line names, empty if there is none
 */
record ResultPost(long id, String task, String content) {
    private static final long DISCORD_EPOCH_MS = 1_420_070_400_000L;

    /** The first line of a result, in its code block. */
    private static final Pattern HEADER =
            Pattern.compile("^(?:```\\w*\\s*)?\\[(?:SUCCESS|FAILED|CANCELLED|EXPIRED)] (\\S+) by ");

    static ResultPost of(JsonNode message) {
        String content = message.path("content").asText();
        Matcher header = HEADER.matcher(content);
        return new ResultPost(
                message.path("id").asLong(), header.find() ? header.group(1) : "", content);
    }

    Instant postedAt() {
        return Instant.ofEpochMilli((id >> 22) + DISCORD_EPOCH_MS);
    }
}

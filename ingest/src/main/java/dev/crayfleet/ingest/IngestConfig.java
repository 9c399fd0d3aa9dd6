package dev.crayfleet.ingest;

import dev.crayfleet.stage.SettingRange;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Settings below {@code crayfleet.ingest}.
 *
 * @param taskLink what a submitter is told to look at; {@code {id}} is the task's id. Put the
 *     dispatcher's address in front where it is not behind the same host
 * @param dispatcherUrl of a dispatcher, which is asked whether an id belongs to another task; empty
 *     asks none
 * @param allowedHosts names besides localhost and plain addresses under which web pages may post
 * @param kafkaTimeout how long Kafka may take to acknowledge a task: then HTTP answers 503, and a
 *     Discord message is tried again
 * @param retryFirst first wait after a failure, of Kafka or of Discord; it doubles
 * @param retryLongest the longest of these waits
 * @param loginTimeout from the first request to Discord until its gateway is ready
 * @param requestTimeout for one request to Discord, its rate limits included
 * @param fetchTimeout for one attachment
 * @param queueSize messages waiting to be written, 1 to 100,000; what comes above is read from the
 *     channel again later
 * @param lookAgain how often the channel is read for messages that the gateway did not send
 * @param overlap how far before the read position a channel is read again, because messages may
 *     become visible out of order
 * @param markRefresh how often the read position is written if it has not changed, because Kafka
 *     forgets it after {@code offsets.retention.minutes} (7 days)
 * @param pastedSecrets where no fleet file says who may post tasks with keys in them: {@code
 *     refuse} or {@code allow}
 * @param hookWait how long a hook that waits for its task is answered later, 1 s to 10 min; then it
 *     is told that the task was taken
 * @param hookWaits hooks that wait at a time, 1 to 1,000; more are told to come again
 */
@ConfigurationProperties("crayfleet.ingest")
public record IngestConfig(
        @Bindable(defaultValue = "/tasks/{id}") String taskLink,
        @Bindable(defaultValue = "") String dispatcherUrl,
        @Bindable(defaultValue = "") List<String> allowedHosts,
        @Bindable(defaultValue = "10s") Duration kafkaTimeout,
        @Bindable(defaultValue = "2s") Duration retryFirst,
        @Bindable(defaultValue = "32s") Duration retryLongest,
        @Bindable(defaultValue = "60s") Duration loginTimeout,
        @Bindable(defaultValue = "30s") Duration requestTimeout,
        @Bindable(defaultValue = "60s") Duration fetchTimeout,
        @Bindable(defaultValue = "1000") int queueSize,
        @Bindable(defaultValue = "5m") Duration lookAgain,
        @Bindable(defaultValue = "5s") Duration overlap,
        @Bindable(defaultValue = "1h") Duration markRefresh,
        @Bindable(defaultValue = "refuse") String pastedSecrets,
        @Bindable(defaultValue = "10m") Duration hookWait,
        @Bindable(defaultValue = "100") int hookWaits) {
    private static final Duration MAX_HOOK_WAIT = Duration.ofMinutes(10);

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public IngestConfig {
        // Without a default it would be null.
        allowedHosts = allowedHosts.stream().filter(host -> !host.isBlank()).toList();
        if (!taskLink.contains("{id}")) {
            throw new IllegalArgumentException("crayfleet.ingest.task-link lacks {id}");
        }
        pastedSecrets = pastedSecrets.strip().toLowerCase(Locale.ROOT);
        if (!pastedSecrets.equals("refuse") && !pastedSecrets.equals("allow")) {
            throw new IllegalArgumentException(
                    "crayfleet.ingest.pasted-secrets \"%s\" is not understood: there are refuse, allow"
                            .formatted(pastedSecrets));
        }
        SettingRange.check("crayfleet.ingest.queue-size", queueSize, 1, 100_000);
        SettingRange.check("crayfleet.ingest.hook-waits", hookWaits, 1, 1_000);
        if (hookWait.compareTo(Duration.ofSeconds(1)) < 0
                || hookWait.compareTo(MAX_HOOK_WAIT) > 0) {
            throw new IllegalArgumentException("crayfleet.ingest.hook-wait is outside 1s to 10m");
        }
    }

    /** Whether anybody may post tasks with keys in them, where no fleet file says who may. */
    public boolean allowsPastedSecrets() {
        return pastedSecrets.equals("allow");
    }
}

package dev.crayfleet.discord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks Discord whether the bot sees the channels, before anything is started that would wait for
 * them.
 */
public final class ChannelCheck {
    /** Forbidden and not found; with any other answer a later try may do better. */
    private static final Set<Integer> REFUSALS = Set.of(403, 404);

    private ChannelCheck() {}

    /**
     * Asks once for each channel that is set.
     *
     * @param timeout for each answer
     * @return sentences for the operator that name the channels that Discord does not show; empty
     *     if it shows all, and also where it does not answer
     */
    public static Optional<String> refusal(DiscordSettings settings, Duration timeout)
            throws InterruptedException {
        Map<String, String> channels = new LinkedHashMap<>();
        channels.put("TASK_QUEUE_CHANNEL", settings.channels().taskQueue());
        channels.put("RESULTS_CHANNEL", settings.channels().results());
        channels.put("WORKER_POOL_CHANNEL", settings.channels().workerPool());
        List<String> hidden = new ArrayList<>();
        for (Map.Entry<String, String> channel : channels.entrySet()) {
            String id = channel.getValue();
            if (!id.isEmpty()
                    && REFUSALS.contains(TokenCheck.status(settings, "channels/" + id, timeout))) {
                hidden.add("%s (%s)".formatted(id, channel.getKey()));
            }
        }
        return hidden.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Discord does not show the bot %s %s. Check the ids, that the bot is on the server, and that it may View Channel there."
                                .formatted(
                                        hidden.size() == 1 ? "channel" : "channels",
                                        String.join(", ", hidden)));
    }
}

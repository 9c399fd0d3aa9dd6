package dev.crayfleet.ingest.discord;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a message that is no task, and tries that a few times. */
final class RefusalSender {
    /** For replies, and for fetching attachments. */
    static final int MAX_TRIES = 4;

    private static final Logger LOG = LoggerFactory.getLogger(RefusalSender.class);

    private final Replies replies;
    private final IntakeMeters meters;
    private final RetryPause pause;

    RefusalSender(Replies replies, IntakeMeters meters, RetryPause pause) {
        this.replies = replies;
        this.meters = meters;
        this.pause = pause;
    }

    /**
     * Counts the message as refused, and answers it.
     *
     * @param reason a sentence for who wrote it
     */
    void refuse(DiscordMessage message, String reason) throws InterruptedException {
        meters.countRefused();
        LOG.info("message {} is refused: {}", message.id(), reason);
        answer(message, reason);
    }

    /**
     * Returns when it is answered, or cannot be.
     *
     * @param reason a sentence for who wrote it
     */
    void answer(DiscordMessage message, String reason) throws InterruptedException {
        String author = message.json().path("author").path("id").asText("?");
        String bot = MessageParser.isByBot(message.json()) ? author : "";
        for (int failures = 1; failures <= MAX_TRIES; failures++) {
            try {
                replies.refuse(message.jda(), message.json(), bot, reason);
                return;
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("message {} could not be answered: {}", message.id(), e.toString());
                if (failures < MAX_TRIES) {
                    pause.await(failures);
                }
            }
        }
    }
}

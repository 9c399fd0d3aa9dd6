package dev.crayfleet.ingest.discord;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.discord.Backoff;
import dev.crayfleet.ingest.flow.KafkaSilentException;
import dev.crayfleet.ingest.flow.TaskWriter;
import dev.crayfleet.ingest.intake.Decision;
import dev.crayfleet.ingest.intake.Draft;
import dev.crayfleet.ingest.intake.Incoming;
import dev.crayfleet.ingest.intake.Intake;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.entities.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one message to the tasks topic, or tells why not. Returns only when that is done: while
 * Kafka is away it keeps trying. What cannot be done at Discord (an attachment, a reply) is tried a
 * few times.
 */
final class MessageHandler {
    private static final Logger LOG = LoggerFactory.getLogger(MessageHandler.class);
    private static final int TRIES_AT_DISCORD = 4;

    private final TaskWriter tasks;
    private final Replies replies;
    private final Backoff backoff;
    private final Duration fetchTimeout;
    private final Meters meters;
    private final CountDownLatch closed;

    /**
     * @param closed counted down when nothing shall be tried any more
     */
    MessageHandler(
            TaskWriter tasks,
            Replies replies,
            Backoff backoff,
            Duration fetchTimeout,
            Meters meters,
            CountDownLatch closed) {
        this.tasks = tasks;
        this.replies = replies;
        this.backoff = backoff;
        this.fetchTimeout = fetchTimeout;
        this.meters = meters;
        this.closed = closed;
    }

    /**
     * @throws InterruptedException if it was closed before the message was dealt with
     */
    void handle(Message message) throws InterruptedException {
        try {
            decide(message);
        } catch (RuntimeException e) {
            // A bug of ours. It must not keep all that were posted after it from being read.
            LOG.error("message {} is beyond this build", message.getId(), e);
            refuse(message, "Something in it is not understood; the log of ingest says more.");
        }
    }

    private void decide(Message message) throws InterruptedException {
        Incoming incoming = Messages.incoming(message);
        switch (Intake.decide(incoming, message.getJDA().getSelfUser().getId())) {
            case Decision.Ignore(String why) -> {
                LOG.debug("message {} is no task: {}", message.getId(), why);
                meters.ignored();
            }
            case Decision.Refuse(String reason) -> refuse(message, reason);
            case Decision.Take take -> take(message, incoming, take);
        }
    }

    private void take(Message message, Incoming incoming, Decision.Take take)
            throws InterruptedException {
        List<byte[]> files = new ArrayList<>();
        String prompt = "";
        try {
            for (Decision.Wanted wanted : take.files()) {
                files.add(fetch(message.getAttachments().get(wanted.index())));
            }
            if (take.prompt() >= 0) {
                prompt = Texts.decode(fetch(message.getAttachments().get(take.prompt())));
            }
        } catch (IllegalArgumentException noText) {
            refuse(message, "The attachment cannot be read: " + noText.getMessage() + ".");
            return;
        } catch (Unfetched e) {
            LOG.warn("an attachment of message {} cannot be fetched", message.getId(), e);
            refuse(message, e.getMessage() + " Please post it again.");
            return;
        }
        switch (Intake.read(incoming, prompt)) {
            case Draft.Reading.Refused refused -> refuse(message, refused.reason());
            case Draft.Reading.Understood understood -> {
                try {
                    submit(understood.draft(), take.files(), files);
                    meters.accepted();
                } catch (IllegalArgumentException e) {
                    // The attachments were larger than Discord said they are.
                    refuse(message, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private void submit(Draft draft, List<Decision.Wanted> names, List<byte[]> files)
            throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                List<FileRef> refs = new ArrayList<>();
                for (int i = 0; i < files.size(); i++) {
                    refs.add(tasks.store(draft.about().id(), names.get(i).name(), files.get(i)));
                }
                tasks.write(draft.submitted(tasks.storePrompt(draft), refs));
                return;
            } catch (KafkaSilentException e) {
                LOG.warn("task {} waits for Kafka: {}", draft.about().id(), e.getMessage());
                pause(failures);
            }
        }
    }

    private void refuse(Message message, String reason) throws InterruptedException {
        meters.refused();
        LOG.info("message {} is refused: {}", message.getId(), reason);
        for (int failures = 1; failures <= TRIES_AT_DISCORD; failures++) {
            try {
                replies.refuse(message, reason);
                return;
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                LOG.warn(
                        "the refusal of message {} could not be posted (the bot needs Send Messages, Read Message History and Add Reactions there): {}",
                        message.getId(),
                        e.toString());
                if (failures < TRIES_AT_DISCORD) {
                    pause(failures);
                }
            }
        }
    }

    private byte[] fetch(Message.Attachment attachment) throws InterruptedException, Unfetched {
        for (int failures = 1; ; failures++) {
            CompletableFuture<InputStream> answer = attachment.getProxy().download();
            try (InputStream in = answer.get(fetchTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                byte[] content = in.readNBytes(Limits.FILE_BYTES + 1);
                if (content.length <= Limits.FILE_BYTES) {
                    return content;
                }
                throw new Unfetched(attachment, "is larger than 8 MiB.", null);
            } catch (ExecutionException | TimeoutException | IOException e) {
                answer.cancel(true);
                if (failures == TRIES_AT_DISCORD) {
                    throw new Unfetched(attachment, "could not be fetched.", e);
                }
                pause(failures);
            }
        }
    }

    private void pause(int failures) throws InterruptedException {
        meters.retried();
        if (closed.await(backoff.after(failures).toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("closed");
        }
    }

    private static final class Unfetched extends Exception {
        private static final long serialVersionUID = 1L;

        Unfetched(Message.Attachment attachment, String what, @Nullable Exception cause) {
            super("The attachment \"%s\" %s".formatted(attachment.getFileName(), what), cause);
        }
    }
}

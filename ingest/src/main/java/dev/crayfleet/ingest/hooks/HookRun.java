package dev.crayfleet.ingest.hooks;

import dev.crayfleet.contract.ForeignSubmission;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.ingest.intake.TaskDraft;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hook as a task.
 *
 * @param agent that does it
 * @param caller as its token says
 */
record HookRun(HookRequest request, Pool agent, Requester caller) {
    private static final String PREFIX = "http-hook-";
    private static final int HASH_BYTES = 20;

    /**
     * The same key with the same request is the same task, whichever ingest is asked and however
     * often that was started since; of another caller it is another. With another request it is
     * another task, as with OpenClaw: a sender that uses a key twice by mistake loses nothing, and
     * one that tries again sends what it has sent.
     */
    TaskId id() {
        String key = request.key();
        return new TaskId(PREFIX + (key == null ? UUID.randomUUID() : hash(key)));
    }

    /** By what its sender calls it, where that is more than nothing. */
    private Requester requester() {
        return new Requester(
                caller.id(), "%s (%s)".formatted(request.name(), caller.name()), caller.roles());
    }

    /**
     * @param priority null for the usual one
     */
    TaskDraft draft(TaskId id, @Nullable Priority priority, Instant now) {
        TaskOptions asked = request.options();
        return new TaskDraft(
                request.message(),
                agent,
                new TaskOptions(asked.model(), asked.thinking(), asked.timeout(), null, priority),
                new ForeignSubmission.Defaults(
                        id,
                        new Origin.Http(request.deliver() ? null : false, request.channelId()),
                        requester(),
                        now));
    }

    private String hash(String key) {
        MessageDigest hash = sha256();
        for (Object part :
                new @Nullable Object[] {
                    caller.id(),
                    key,
                    agent,
                    request.message(),
                    request.name(),
                    request.deliver(),
                    request.channelId(),
                    request.model(),
                    request.thinking(),
                    request.timeout()
                }) {
            // With their lengths, so that no two lists of parts are one text.
            byte[] bytes = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
            hash.update(
                    (bytes.length + (part == null ? "-:" : ":")).getBytes(StandardCharsets.UTF_8));
            hash.update(bytes);
        }
        return HexFormat.of().formatHex(Arrays.copyOf(hash.digest(), HASH_BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

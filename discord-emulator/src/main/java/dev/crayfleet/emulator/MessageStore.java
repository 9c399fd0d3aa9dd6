package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Posts, edits and deletes messages and publishes it. Callers hold the state's lock. */
final class MessageStore {
    /** Discord deletes older messages only one by one. */
    private static final Duration MAX_BULK_DELETE_AGE = Duration.ofDays(14);

    private final EmulatorState state;
    private final Renderers renderers;
    private final MessageFiles files;
    private final MentionResolver mentions;

    MessageStore(EmulatorState state, Renderers renderers, AttachmentStore attachments) {
        this.state = state;
        this.renderers = renderers;
        this.files = new MessageFiles(state, attachments);
        this.mentions = new MentionResolver(state);
    }

    /**
     * @return the new message, or the one that the author posted under the same nonce minutes ago
     * @throws ApiError if the channel is unknown or the form is empty
     */
    StoredMessage post(long channelId, MessageAuthor author, MessageForm form) {
        state.channel(channelId);
        form.checkNotEmpty();
        String nonce = form.nonce();
        if (nonce != null && form.isNonceEnforced()) {
            Optional<StoredMessage> earlier =
                    state.messages().findByNonce(author.id(), nonce, state.now());
            if (earlier.isPresent()) {
                return earlier.get();
            }
        }
        return create(draft(channelId, author, form));
    }

    /** A message made of the form, which may be empty. Its files are stored, the message is not. */
    StoredMessage draft(long channelId, MessageAuthor author, MessageForm form) {
        Long replyTo = replyTo(channelId, form);
        return new StoredMessage(
                state.nextId(),
                channelId,
                author,
                form.nonce(),
                null,
                replyTo,
                new MessageBody(
                        form.content(),
                        form.flags(),
                        mentions.resolve(channelId, form, form.content(), replyTo),
                        form.embeds(),
                        form.components(),
                        files.store(form)));
    }

    private @Nullable Long replyTo(long channelId, MessageForm form) {
        Long replyTo = form.replyTo();
        if (replyTo == null || state.messages().find(channelId, replyTo).isPresent()) {
            return replyTo;
        }
        if (form.mustReplyExist()) {
            throw ApiError.unknownReply();
        }
        return null;
    }

    StoredMessage create(StoredMessage message) {
        return store("MESSAGE_CREATE", message);
    }

    StoredMessage update(StoredMessage message) {
        return store("MESSAGE_UPDATE", message);
    }

    private StoredMessage store(String event, StoredMessage message) {
        state.commit(new StateChange.MessageStored(message));
        state.publish(
                new GatewayEvent(
                        event,
                        Intents.MESSAGES,
                        null,
                        viewer -> renderers.messages().event(message, viewer)));
        return message;
    }

    /**
     * The message with what the form names changed and the rest as it was. Its new files are
     * stored, the message is not.
     *
     * @throws ApiError if nothing would be left to show
     */
    StoredMessage edited(StoredMessage message, MessageForm form) {
        MessageBody old = message.body();
        boolean hasContent = form.has("content");
        String content = hasContent ? form.content() : old.content();
        MessageBody edited =
                new MessageBody(
                        content,
                        form.has("flags")
                                ? form.flags()
                                : old.flags() & ~StoredMessage.FLAG_LOADING,
                        hasContent
                                ? mentions.resolve(message.channelId(), form, content, null)
                                : old.mentions(),
                        form.has("embeds") ? form.embeds() : old.embeds(),
                        form.has("components") ? form.components() : old.components(),
                        files.storeEdited(old.files(), form));
        if (edited.hasNothingToShow()) {
            throw ApiError.emptyMessage();
        }
        return message.withBody(edited, state.now());
    }

    /** Deletes those messages that exist. */
    void delete(long channelId, List<Long> ids) {
        List<StoredMessage> deleted =
                ids.stream().flatMap(id -> state.messages().find(channelId, id).stream()).toList();
        if (deleted.isEmpty()) {
            return;
        }
        state.commit(
                new StateChange.MessagesDeleted(
                        channelId, deleted.stream().map(StoredMessage::id).toList()));
        deleted.forEach(files::delete);
        ObjectNode data =
                JsonTrees.object()
                        .put("channel_id", Long.toString(channelId))
                        .put("guild_id", state.guildIdOf(channelId));
        if (deleted.size() == 1) {
            data.put("id", Long.toString(deleted.getFirst().id()));
            state.publish(GatewayEvent.toAll("MESSAGE_DELETE", Intents.MESSAGES, data));
        } else {
            ArrayNode deletedIds = data.putArray("ids");
            deleted.forEach(message -> deletedIds.add(Long.toString(message.id())));
            state.publish(GatewayEvent.toAll("MESSAGE_DELETE_BULK", Intents.MESSAGES, data));
        }
    }

    /**
     * @param messageIds an array of snowflakes
     * @throws ApiError if there are fewer than 2 or more than 100, or one is too old
     */
    void bulkDelete(long channelId, JsonNode messageIds) {
        if (messageIds.size() < 2 || messageIds.size() > 100) {
            throw ApiError.of(
                    400,
                    50016,
                    "Provided too few or too many messages to delete. Must provide at least 2 and"
                            + " fewer than 100 messages to delete");
        }
        List<Long> ids = new ArrayList<>();
        for (JsonNode id : messageIds) {
            ids.add(RoutedRequest.snowflake("messages", id.asText()));
        }
        Instant oldest = state.now().minus(MAX_BULK_DELETE_AGE);
        if (ids.stream().anyMatch(id -> Snowflakes.timeOf(id).isBefore(oldest))) {
            throw ApiError.of(
                    400, 50034, "You can only bulk delete messages that are under 14 days old.");
        }
        delete(channelId, ids);
    }
}

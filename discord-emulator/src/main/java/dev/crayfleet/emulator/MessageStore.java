package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be done to messages. Wants the world's lock to be held. */
final class MessageStore {
    private static final Duration BULK_DELETE_REACHES = Duration.ofDays(14);
    private static final Pattern MENTION = Pattern.compile("<@!?(\\d{1,19})>");
    private static final Pattern EVERYONE = Pattern.compile("@(everyone|here)\\b");
    private static final Pattern NOT_IN_FILE_NAMES = Pattern.compile("[\\p{Cntrl}/\\\\]");

    private final EmulatorState world;
    private final Render render;
    private final AttachmentStore files;

    MessageStore(EmulatorState world, Render render, AttachmentStore files) {
        this.world = world;
        this.render = render;
        this.files = files;
    }

    /**
     * @return the new message, or the one that the author posted under the same nonce minutes ago
     */
    StoredMessage post(long channelId, Author author, MessageForm form) {
        world.channel(channelId);
        if (form.isEmpty()) {
            throw ApiError.of(400, 50006, "Cannot send an empty message");
        }
        String nonce = form.nonce();
        if (nonce != null && form.nonceIsEnforced()) {
            Optional<StoredMessage> first = world.byNonce(author.id(), nonce);
            if (first.isPresent()) {
                return first.get();
            }
        }
        return store("MESSAGE_CREATE", draft(channelId, author, form));
    }

    /** The message as it would be, empty or not. */
    StoredMessage draft(long channelId, Author author, MessageForm form) {
        Long replyTo = replyTo(channelId, form);
        return new StoredMessage(
                world.nextId(),
                channelId,
                author.id(),
                author.name(),
                author.application(),
                form.content(),
                form.nonce(),
                null,
                replyTo,
                form.flags(),
                mentions(channelId, form, form.content(), replyTo),
                form.embeds(),
                form.components(),
                save(form));
    }

    StoredMessage store(String event, StoredMessage message) {
        world.commit(new Entry.MessageStored(message));
        world.publish(
                new GatewayEvent(
                        event, Intents.MESSAGES, null, viewer -> render.event(message, viewer)));
        return message;
    }

    private @Nullable Long replyTo(long channelId, MessageForm form) {
        Long replyTo = form.replyTo();
        if (replyTo == null || world.findMessage(channelId, replyTo).isPresent()) {
            return replyTo;
        }
        if (form.replyMustExist()) {
            throw ApiError.form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
        }
        return null;
    }

    /** Changes what the form names and leaves the rest. */
    StoredMessage edit(StoredMessage old, MessageForm form) {
        return store("MESSAGE_UPDATE", edited(old, form));
    }

    StoredMessage edited(StoredMessage old, MessageForm form) {
        String content = form.has("content") ? form.content() : old.content();
        StoredMessage edited =
                new StoredMessage(
                        old.id(),
                        old.channelId(),
                        old.authorId(),
                        old.authorName(),
                        old.application(),
                        content,
                        old.nonce(),
                        world.now(),
                        old.replyTo(),
                        form.has("flags") ? form.flags() : old.flags() & ~StoredMessage.LOADING,
                        form.has("content")
                                ? mentions(old.channelId(), form, content, null)
                                : old.mentions(),
                        form.has("embeds") ? form.embeds() : old.embeds(),
                        form.has("components") ? form.components() : old.components(),
                        editedFiles(old, form));
        if (edited.content().isEmpty()
                && edited.embeds().isEmpty()
                && edited.components().isEmpty()
                && edited.files().isEmpty()) {
            throw ApiError.of(400, 50006, "Cannot send an empty message");
        }
        return edited;
    }

    private List<StoredFile> editedFiles(StoredMessage old, MessageForm form) {
        List<StoredFile> kept = new ArrayList<>(old.files());
        if (form.has("attachments")) {
            Set<String> ids = new LinkedHashSet<>();
            form.attachments().forEach(node -> ids.add(node.path("id").asText()));
            kept.removeIf(file -> !ids.contains(Long.toString(file.id())));
        }
        kept.addAll(save(form));
        return kept;
    }

    /** Deletes those that are there. */
    void delete(long channelId, List<Long> ids) {
        List<StoredMessage> doomed =
                ids.stream().flatMap(id -> world.findMessage(channelId, id).stream()).toList();
        if (doomed.isEmpty()) {
            return;
        }
        world.commit(
                new Entry.MessagesDeleted(
                        channelId, doomed.stream().map(StoredMessage::id).toList()));
        doomed.forEach(this::forgetFiles);
        ObjectNode data = place(channelId);
        if (doomed.size() == 1) {
            data.put("id", Long.toString(doomed.getFirst().id()));
            world.publish(GatewayEvent.toAll("MESSAGE_DELETE", Intents.MESSAGES, data));
        } else {
            ArrayNode gone = data.putArray("ids");
            doomed.forEach(message -> gone.add(Long.toString(message.id())));
            world.publish(GatewayEvent.toAll("MESSAGE_DELETE_BULK", Intents.MESSAGES, data));
        }
    }

    void bulkDelete(long channelId, JsonNode wanted) {
        if (wanted.size() < 2 || wanted.size() > 100) {
            throw ApiError.of(
                    400,
                    50016,
                    "Provided too few or too many messages to delete. Must provide at least 2 and"
                            + " fewer than 100 messages to delete");
        }
        List<Long> ids = new ArrayList<>();
        for (JsonNode id : wanted) {
            ids.add(RoutedRequest.snowflake("messages", id.asText()));
        }
        var oldest = world.now().minus(BULK_DELETE_REACHES);
        if (ids.stream().anyMatch(id -> Snowflakes.timeOf(id).isBefore(oldest))) {
            throw ApiError.of(
                    400, 50034, "You can only bulk delete messages that are under 14 days old.");
        }
        delete(channelId, ids);
    }

    void react(StoredMessage message, String emoji, Account account) {
        if (emoji.isBlank() || emoji.chars().allMatch(c -> c < 128)) {
            throw ApiError.of(400, 10014, "Unknown Emoji");
        }
        if (world.reactions().of(message.id(), emoji).contains(account.id())) {
            return;
        }
        if (!world.reactions().of(message.id()).containsKey(emoji)
                && world.reactions().of(message.id()).size() >= 20) {
            throw ApiError.of(400, 30010, "Maximum number of reactions reached (20)");
        }
        world.commit(new Entry.ReactionAdded(message.id(), emoji, account.id()));
        ObjectNode data = reaction(message, emoji, account.id());
        data.put("message_author_id", Long.toString(message.authorId()));
        data.set("member", render.member(account, true));
        world.publish(GatewayEvent.toAll("MESSAGE_REACTION_ADD", Intents.REACTIONS, data));
    }

    void unreact(StoredMessage message, String emoji, long accountId) {
        if (!world.reactions().of(message.id(), emoji).contains(accountId)) {
            return;
        }
        world.commit(new Entry.ReactionsRemoved(message.id(), emoji, accountId));
        world.publish(
                GatewayEvent.toAll(
                        "MESSAGE_REACTION_REMOVE",
                        Intents.REACTIONS,
                        reaction(message, emoji, accountId)));
    }

    void clearReactions(StoredMessage message) {
        world.commit(new Entry.ReactionsRemoved(message.id(), null, null));
        ObjectNode data = place(message.channelId());
        data.put("message_id", Long.toString(message.id()));
        world.publish(GatewayEvent.toAll("MESSAGE_REACTION_REMOVE_ALL", Intents.REACTIONS, data));
    }

    void clearReactions(StoredMessage message, String emoji) {
        world.commit(new Entry.ReactionsRemoved(message.id(), emoji, null));
        ObjectNode data = place(message.channelId());
        data.put("message_id", Long.toString(message.id()));
        data.set("emoji", Render.emoji(emoji));
        world.publish(GatewayEvent.toAll("MESSAGE_REACTION_REMOVE_EMOJI", Intents.REACTIONS, data));
    }

    private ObjectNode reaction(StoredMessage message, String emoji, long accountId) {
        ObjectNode data = place(message.channelId());
        data.put("user_id", Long.toString(accountId))
                .put("message_id", Long.toString(message.id()))
                .put("burst", false)
                .put("type", 0);
        data.set("emoji", Render.emoji(emoji));
        return data;
    }

    private ObjectNode place(long channelId) {
        return JsonTrees.object()
                .put("channel_id", Long.toString(channelId))
                .put("guild_id", Long.toString(world.guild().id()));
    }

    private StoredMessage.Mentions mentions(
            long channelId, MessageForm form, String content, @Nullable Long replyTo) {
        JsonNode allowed = form.allowedMentions();
        Set<String> parse = new LinkedHashSet<>();
        allowed.path("parse").forEach(kind -> parse.add(kind.asText()));
        Set<String> users = new LinkedHashSet<>();
        allowed.path("users").forEach(id -> users.add(id.asText()));
        boolean free = allowed.isMissingNode() || allowed.isNull();
        Set<Long> mentioned = new LinkedHashSet<>();
        MENTION.matcher(content)
                .results()
                .map(found -> found.group(1))
                .filter(id -> free || parse.contains("users") || users.contains(id))
                .map(id -> RoutedRequest.snowflake("content", id))
                .filter(id -> world.account(id).isPresent())
                .forEach(mentioned::add);
        if (replyTo != null && (free || allowed.path("replied_user").asBoolean())) {
            world.findMessage(channelId, replyTo)
                    .flatMap(original -> world.account(original.authorId()))
                    .ifPresent(account -> mentioned.add(account.id()));
        }
        boolean everyone = (free || parse.contains("everyone")) && EVERYONE.matcher(content).find();
        return new StoredMessage.Mentions(List.copyOf(mentioned), everyone);
    }

    private List<StoredFile> save(MessageForm form) {
        List<StoredFile> saved = new ArrayList<>();
        for (Upload upload : form.uploads()) {
            String part = upload.part();
            String key = part.replaceAll("\\D", "");
            String name = upload.name();
            String description = "";
            for (JsonNode node : form.attachments()) {
                if (node.path("id").asText().equals(key)) {
                    name = node.path("filename").asText(name);
                    description = node.path("description").asText("");
                }
            }
            name = NOT_IN_FILE_NAMES.matcher(name).replaceAll("_");
            StoredFile file =
                    new StoredFile(
                            world.nextId(),
                            name.isBlank() ? "unknown" : name,
                            contentType(name, upload),
                            description,
                            upload.bytes().length);
            try {
                files.put(file.id(), upload.bytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            saved.add(file);
        }
        return saved;
    }

    private static String contentType(String name, Upload upload) {
        String lower = name.toLowerCase(Locale.ROOT);
        String guess = URLConnection.guessContentTypeFromName(lower);
        if (guess != null && !guess.equals("content/unknown")) {
            return guess.startsWith("text/") ? guess + "; charset=utf-8" : guess;
        }
        if (lower.endsWith(".md") || lower.endsWith(".log")) {
            return "text/plain; charset=utf-8";
        }
        return upload.contentType();
    }

    private void forgetFiles(StoredMessage message) {
        for (StoredFile file : message.files()) {
            try {
                files.delete(file.id());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

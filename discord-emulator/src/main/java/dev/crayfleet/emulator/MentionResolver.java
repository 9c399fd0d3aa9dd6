package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds whom a message pings, as far as its allowed_mentions let it. */
final class MentionResolver {
    private static final Pattern USER_MENTION = Pattern.compile("<@!?(\\d{1,19})>");
    private static final Pattern EVERYONE_MENTION = Pattern.compile("@(everyone|here)\\b");

    private final EmulatorState state;

    MentionResolver(EmulatorState state) {
        this.state = state;
    }

    /**
     * @param replyTo the message answered, whose author is pinged too; null pings only those whom
     *     the content names
     */
    MessageBody.Mentions resolve(
            long channelId, MessageForm form, String content, @Nullable Long replyTo) {
        JsonNode allowed = form.allowedMentions();
        boolean unrestricted = allowed.isMissingNode() || allowed.isNull();
        Set<String> allowedTypes = texts(allowed.path("parse"));
        Set<String> allowedUsers = texts(allowed.path("users"));
        Set<Long> mentioned = new LinkedHashSet<>();
        USER_MENTION
                .matcher(content)
                .results()
                .map(found -> found.group(1))
                .filter(id ->
                        unrestricted || allowedTypes.contains("users") || allowedUsers.contains(id))
                .map(id -> RoutedRequest.snowflake("content", id))
                .filter(id -> state.account(id).isPresent())
                .forEach(mentioned::add);
        if (replyTo != null && (unrestricted || allowed.path("replied_user").asBoolean())) {
            state.messages()
                    .find(channelId, replyTo)
                    .flatMap(original -> state.account(original.author().id()))
                    .ifPresent(account -> mentioned.add(account.id()));
        }
        boolean everyone =
                (unrestricted || allowedTypes.contains("everyone"))
                        && EVERYONE_MENTION.matcher(content).find();
        return new MessageBody.Mentions(List.copyOf(mentioned), everyone);
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new LinkedHashSet<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}

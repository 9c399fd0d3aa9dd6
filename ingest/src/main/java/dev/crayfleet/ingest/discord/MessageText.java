package dev.crayfleet.ingest.discord;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.ingest.intake.Mentions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The text of a message as people see it: content, embeds and components, with names for ids. */
final class MessageText {
    private static final int TEXT_DISPLAY_TYPE = 10;

    /** Discord allows 40. Beyond this number, the rest is left out. */
    private static final int MAX_COMPONENTS = 1_000;

    private MessageText() {}

    /**
     * @param parts the message, and messages forwarded in it
     */
    static String of(List<JsonNode> parts, GuildDirectory guild) {
        List<String> texts = new ArrayList<>();
        for (JsonNode part : parts) {
            String content = part.path("content").asText("");
            String text =
                    Texts.isInvisible(content) ? String.join("\n\n", embedded(part)) : content;
            if (!Texts.isInvisible(text)) {
                texts.add(Mentions.readable(text, new MentionedUsers(part, guild)));
            }
        }
        return String.join("\n\n", texts);
    }

    /** Texts of embeds and components, which bots and webhooks post instead of a content. */
    private static List<String> embedded(JsonNode part) {
        List<String> texts = new ArrayList<>();
        for (JsonNode embed : part.path("embeds")) {
            add(embed.path("title"), texts);
            add(embed.path("description"), texts);
            for (JsonNode field : embed.path("fields")) {
                add(field.path("name"), texts);
                add(field.path("value"), texts);
            }
        }
        Deque<JsonNode> components = new ArrayDeque<>();
        part.path("components").forEach(components::add);
        for (int i = 0; !components.isEmpty() && i < MAX_COMPONENTS; i++) {
            JsonNode component = components.removeFirst();
            if (component.path("type").asInt() == TEXT_DISPLAY_TYPE) {
                add(component.path("content"), texts);
            }
            List<JsonNode> inner = new ArrayList<>();
            component.path("components").forEach(inner::add);
            inner.reversed().forEach(components::addFirst);
        }
        return texts;
    }

    private static void add(JsonNode text, List<String> texts) {
        if (!text.asText("").isBlank()) {
            texts.add(text.asText().strip());
        }
    }

    /** A user's display name. */
    static String displayName(JsonNode user) {
        String globalName = user.path("global_name").asText("");
        return Mentions.plain(
                Texts.isInvisible(globalName) ? user.path("username").asText("") : globalName);
    }

    /**
     * Resolves the ids in one message to names; users by the list of mentions that Discord sends
     * with it.
     */
    private record MentionedUsers(Map<String, String> users, GuildDirectory guild)
            implements Mentions.Directory {
        MentionedUsers(JsonNode message, GuildDirectory guild) {
            this(new HashMap<>(), guild);
            message.path("mentions")
                    .forEach(user -> users.put(user.path("id").asText(""), displayName(user)));
        }

        @Override
        public Optional<String> user(String id) {
            return Optional.ofNullable(users.get(id));
        }

        @Override
        public Optional<String> role(String id) {
            return guild.role(id);
        }

        @Override
        public Optional<String> channel(String id) {
            return guild.channel(id);
        }

        @Override
        public boolean isOurselves(String id) {
            return guild.ownIds().contains(id) || guild.isOwnRole(id);
        }
    }
}

package dev.crayfleet.ingest.discord;

import dev.crayfleet.ingest.intake.Incoming;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageType;
import net.dv8tion.jda.api.entities.User;

/** JDA's message as intake sees it. */
final class Messages {
    private Messages() {}

    static Incoming incoming(Message message) {
        User author = message.getAuthor();
        Message answered = message.getReferencedMessage();
        boolean answersUs =
                answered != null
                        && answered.getAuthor()
                                .getId()
                                .equals(message.getJDA().getSelfUser().getId());
        return new Incoming(
                message.getChannelId(),
                message.getId(),
                new Incoming.Author(
                        author.getId(),
                        author.getEffectiveName(),
                        author.isBot() || message.isWebhookMessage()),
                kind(message.getType()),
                message.getContentRaw(),
                message.getAttachments().stream()
                        .map(each -> new Incoming.Attachment(each.getFileName(), each.getSize()))
                        .toList(),
                answersUs,
                message.getTimeCreated().toInstant());
    }

    private static Incoming.Kind kind(MessageType type) {
        return type.isSystem() ? Incoming.Kind.SYSTEM : Incoming.Kind.WRITTEN;
    }
}

package dev.crayfleet.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Makes the messages that tests look at. Callers hold the state's lock. */
final class EmulatedMessageMapper {
    private final EmulatorState state;
    private final Renderers renderers;
    private final AttachmentStore attachments;

    EmulatedMessageMapper(EmulatorState state, Renderers renderers, AttachmentStore attachments) {
        this.state = state;
        this.renderers = renderers;
        this.attachments = attachments;
    }

    EmulatedMessage map(StoredMessage message) {
        var json = renderers.messages().posted(message, Viewer.ANONYMOUS);
        var author = json.path("author");
        List<EmulatedMessage.Reaction> reactions =
                state.reactions().of(message.id()).entrySet().stream()
                        .map(entry ->
                                new EmulatedMessage.Reaction(
                                        entry.getKey(),
                                        entry.getValue().stream()
                                                .map(id -> Long.toString(id))
                                                .toList()))
                        .toList();
        return new EmulatedMessage(
                Long.toString(message.id()),
                Long.toString(message.channelId()),
                new EmulatedMessage.Author(
                        author.path("id").asText(),
                        author.path("username").asText(),
                        author.path("bot").asBoolean()),
                message.body().content(),
                Optional.ofNullable(message.nonce()),
                Optional.ofNullable(message.replyTo()).map(id -> Long.toString(id)),
                reactions,
                message.body().files().stream().map(this::attachment).toList(),
                JsonTrees.write(json));
    }

    private EmulatedMessage.Attachment attachment(StoredFile file) {
        try {
            return new EmulatedMessage.Attachment(
                    Long.toString(file.id()),
                    file.name(),
                    file.contentType(),
                    attachments.get(file.id()).orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

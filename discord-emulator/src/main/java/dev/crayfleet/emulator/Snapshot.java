package dev.crayfleet.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Messages as tests get to see them. Wants the world's lock to be held. */
final class Snapshot {
    private static final Viewer ANYBODY = new Viewer(0, true);

    private final EmulatorState world;
    private final Render render;
    private final AttachmentStore files;

    Snapshot(EmulatorState world, Render render, AttachmentStore files) {
        this.world = world;
        this.render = render;
        this.files = files;
    }

    EmulatedMessage of(StoredMessage message) {
        var json = render.posted(message, ANYBODY);
        var author = json.path("author");
        List<EmulatedMessage.Reaction> reactions =
                world.reactions().of(message.id()).entrySet().stream()
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
                message.content(),
                Optional.ofNullable(message.nonce()),
                Optional.ofNullable(message.replyTo()).map(id -> Long.toString(id)),
                reactions,
                message.files().stream().map(this::attachment).toList(),
                JsonTrees.write(json));
    }

    private EmulatedMessage.Attachment attachment(StoredFile file) {
        try {
            return new EmulatedMessage.Attachment(
                    Long.toString(file.id()),
                    file.name(),
                    file.contentType(),
                    files.get(file.id()).orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

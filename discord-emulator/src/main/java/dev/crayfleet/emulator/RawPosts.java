package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/**
 * Messages and channels with fields that the emulator itself cannot make, written as Discord's
 * documentation has them: for tests of those who read them. The fields stand at the gateway and in
 * history alike, and are lost when the emulator ends.
 */
public final class RawPosts {
    private final EmulatorState world;
    private final Render render;
    private final MessageStore messages;
    private final AttachmentStore files;

    RawPosts(EmulatorState world, Render render, MessageStore messages, AttachmentStore files) {
        this.world = world;
        this.render = render;
        this.messages = messages;
        this.files = files;
    }

    /**
     * Posts a message of the person's, with these fields instead of its own.
     *
     * @param channelId snowflake
     * @param fields a JSON object
     * @throws IllegalArgumentException if it is none
     */
    public EmulatedMessage post(String channelId, String fields) {
        ObjectNode given = object(fields);
        return world.locked(() -> {
            Account person =
                    world.accounts().stream()
                            .filter(account -> !account.bot())
                            .findFirst()
                            .orElseThrow();
            StoredMessage draft =
                    messages.draft(
                            Long.parseUnsignedLong(channelId),
                            Author.of(person),
                            new MessageForm(JsonTrees.object(), List.of()));
            render.give(draft.id(), given);
            return new Snapshot(world, render, files).of(messages.store("MESSAGE_CREATE", draft));
        });
    }

    /**
     * Edits a message: its fields are now these.
     *
     * @throws IllegalArgumentException if it is no JSON object
     */
    public void edit(EmulatedMessage message, String fields) {
        ObjectNode given = object(fields);
        world.locked(() -> {
            long id = Long.parseUnsignedLong(message.id());
            render.give(id, given);
            return messages.store(
                    "MESSAGE_UPDATE",
                    world.message(Long.parseUnsignedLong(message.channelId()), id));
        });
    }

    /**
     * Makes a channel with these fields instead of a text channel's: {@code {"type": 15}} is a
     * forum.
     *
     * @return its id
     * @throws IllegalArgumentException if it is no JSON object
     */
    public String newChannel(String name, String fields) {
        ObjectNode given = object(fields);
        return world.locked(() -> {
            Channel channel = new Channel(world.nextId(), name, world.channels().size(), "");
            render.give(channel.id(), given);
            world.commit(new Entry.ChannelStored(channel));
            world.publish(
                    GatewayEvent.toAll("CHANNEL_CREATE", Intents.GUILDS, render.channel(channel)));
            return Long.toString(channel.id());
        });
    }

    private static ObjectNode object(String fields) {
        try {
            return (ObjectNode) JsonTrees.MAPPER.readTree(fields);
        } catch (ClassCastException | IOException e) {
            throw new IllegalArgumentException("no JSON object: " + fields, e);
        }
    }
}

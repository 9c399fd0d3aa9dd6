package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/**
 * Makes messages and channels with JSON fields that the emulator itself cannot make, for tests of
 * clients that read them. The gateway and the history show the same fields; they are lost when the
 * emulator ends.
 */
public final class RawPosts {
    private final EmulatorState state;
    private final Renderers renderers;
    private final MessageStore messages;
    private final EmulatedMessageMapper mapper;

    RawPosts(
            EmulatorState state,
            Renderers renderers,
            MessageStore messages,
            EmulatedMessageMapper mapper) {
        this.state = state;
        this.renderers = renderers;
        this.messages = messages;
        this.mapper = mapper;
    }

    /**
     * Posts a message as the person, with these fields in place of its own.
     *
     * @param channelId snowflake
     * @param fields a JSON object, as Discord's documentation writes messages
     * @throws IllegalArgumentException if it is no JSON object
     */
    public EmulatedMessage post(String channelId, String fields) {
        ObjectNode json = object(fields);
        return state.locked(() -> {
            Account person = state.firstAccount(false).orElseThrow();
            StoredMessage draft =
                    messages.draft(
                            Long.parseUnsignedLong(channelId),
                            MessageAuthor.of(person),
                            new MessageForm(JsonTrees.object(), List.of()));
            renderers.overrides().set(draft.id(), json);
            return mapper.map(messages.create(draft));
        });
    }

    /**
     * Edits a message, so that it has these fields.
     *
     * @throws IllegalArgumentException if it is no JSON object
     */
    public void edit(EmulatedMessage message, String fields) {
        ObjectNode json = object(fields);
        state.locked(() -> {
            long id = Long.parseUnsignedLong(message.id());
            renderers.overrides().set(id, json);
            long channelId = Long.parseUnsignedLong(message.channelId());
            return messages.update(state.message(channelId, id));
        });
    }

    /**
     * Makes a channel with these fields in place of a text channel's: {@code {"type": 15}} makes a
     * forum.
     *
     * @return its id
     * @throws IllegalArgumentException if it is no JSON object
     */
    public String newChannel(String name, String fields) {
        ObjectNode json = object(fields);
        return state.locked(() -> {
            Channel channel =
                    new Channel(
                            state.nextId(), name, state.channels().size(), "", state.guild().id());
            renderers.overrides().set(channel.id(), json);
            state.commit(new StateChange.ChannelStored(channel));
            state.publish(
                    GatewayEvent.toAll(
                            "CHANNEL_CREATE",
                            Intents.GUILDS,
                            renderers.channels().channel(channel)));
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

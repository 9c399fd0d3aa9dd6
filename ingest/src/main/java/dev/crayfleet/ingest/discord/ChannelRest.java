package dev.crayfleet.ingest.discord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.discord.TimedRequests;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.channel.middleman.GuildChannel;
import net.dv8tion.jda.api.requests.Route;
import net.dv8tion.jda.api.utils.data.DataArray;
import net.dv8tion.jda.api.utils.data.DataObject;
import net.dv8tion.jda.internal.requests.RestActionImpl;

/**
 * Requests about one channel, whose answers are Discord's unchanged JSON. JDA sends them within its
 * rate limits but does not parse the answers, because it silently leaves out messages of a page
 * that it cannot parse.
 */
final class ChannelRest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String channel;
    private final TimedRequests requests;

    /**
     * @param channel snowflake
     * @param timeout for one request, including waits for rate limits
     */
    ChannelRest(String channel, Duration timeout) {
        this.channel = channel;
        this.requests = new TimedRequests(timeout);
    }

    /** An answer that is not JSON. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String what, Throwable cause) {
            super(what, cause);
        }
    }

    String channelId() {
        return channel;
    }

    /**
     * The messages that follow an id, in any order.
     *
     * @param limit 1 to 100
     */
    JsonNode after(JDA jda, long id, int limit)
            throws InterruptedException, ExecutionException, TimeoutException, UnreadableException {
        return get(
                jda,
                Route.Messages.GET_MESSAGE_HISTORY
                        .compile(channel)
                        .withQueryParams(
                                "limit",
                                Integer.toString(limit),
                                "after",
                                Long.toUnsignedString(id)));
    }

    /**
     * A member of the channel's server, with its roles.
     *
     * @param user snowflake
     * @throws ExecutionException if there is no such member, or Discord does not answer
     */
    JsonNode member(JDA jda, String user)
            throws InterruptedException, ExecutionException, TimeoutException, UnreadableException {
        GuildChannel known = jda.getChannelById(GuildChannel.class, channel);
        if (known == null) {
            throw new ExecutionException(
                    new IllegalStateException("channel " + channel + " is not known yet"));
        }
        return get(jda, Route.Guilds.GET_MEMBER.compile(known.getGuild().getId(), user));
    }

    /**
     * Id of the last message, 0 in an empty channel. It is also read from the channel itself, which
     * tells it even if the bot may not read the history; otherwise old messages would later be
     * taken for new ones.
     */
    long lastMessageId(JDA jda)
            throws InterruptedException, ExecutionException, TimeoutException, UnreadableException {
        JsonNode newest =
                get(
                        jda,
                        Route.Messages.GET_MESSAGE_HISTORY
                                .compile(channel)
                                .withQueryParams("limit", "1"));
        return Math.max(
                ChannelReader.id(fetchChannel(jda).path("last_message_id")),
                ChannelReader.id(newest.path(0).path("id")));
    }

    /** The channel itself. */
    JsonNode fetchChannel(JDA jda)
            throws InterruptedException, ExecutionException, TimeoutException, UnreadableException {
        return get(jda, Route.get("channels/{channel_id}").compile(channel));
    }

    /**
     * Replies to a message, or posts the same text without a reference if the message is gone.
     * Nobody is notified.
     *
     * @param nonce at most 25 characters; Discord posts only one message with the same nonce within
     *     some minutes
     */
    void reply(JDA jda, String message, String text, String nonce)
            throws InterruptedException, ExecutionException, TimeoutException {
        DataObject body =
                DataObject.empty()
                        .put("content", text)
                        .put("nonce", nonce)
                        .put("enforce_nonce", true)
                        .put("allowed_mentions", DataObject.empty().put("parse", DataArray.empty()))
                        .put(
                                "message_reference",
                                DataObject.empty()
                                        .put("message_id", message)
                                        .put("fail_if_not_exists", false));
        requests.within(
                new RestActionImpl<Void>(jda, Route.Messages.SEND_MESSAGE.compile(channel), body));
    }

    void react(JDA jda, String message, String emoji)
            throws InterruptedException, ExecutionException, TimeoutException {
        requests.within(
                new RestActionImpl<Void>(
                        jda, Route.Messages.ADD_REACTION.compile(channel, message, emoji, "@me")));
    }

    /**
     * A payload of the gateway as JSON.
     *
     * @throws IllegalArgumentException if it is nested too deeply
     */
    static JsonNode json(DataObject payload) {
        return JSON.valueToTree(payload.toMap());
    }

    private JsonNode get(JDA jda, Route.CompiledRoute route)
            throws InterruptedException, ExecutionException, TimeoutException, UnreadableException {
        String text =
                requests.within(
                        new RestActionImpl<String>(
                                jda, route, (response, request) -> response.getString()));
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UnreadableException("Discord's answer is no JSON", e);
        }
    }
}

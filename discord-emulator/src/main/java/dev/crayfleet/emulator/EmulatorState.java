package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of guilds, accounts, channels and messages, and the one way to change it. Callers of
 * everything but {@link #locked} hold the lock, so that an operation reads, decides and commits
 * without another one in between.
 */
final class EmulatorState {
    private final ReentrantLock lock = new ReentrantLock();
    private final StateJournal journal;
    private final Clock clock;
    private final Snowflakes ids;
    private final Map<Long, Account> accounts = new LinkedHashMap<>();
    private final Map<String, Account> accountsByAuthorization = new HashMap<>();
    private final GuildIndex guilds = new GuildIndex();
    private final Map<Long, Webhook> webhooks = new LinkedHashMap<>();
    private final Map<String, JsonNode> commands = new HashMap<>();
    private final MessageIndex messages = new MessageIndex();
    private final ReactionIndex reactions = new ReactionIndex();
    private Consumer<GatewayEvent> eventListener = event -> {};

    EmulatorState(StateJournal journal, List<StateChange> earlier, Clock clock) {
        this.journal = journal;
        this.clock = clock;
        this.ids = new Snowflakes(clock);
        earlier.forEach(this::apply);
    }

    <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param listener receives all events from now on; called with the lock held, so it must not
     *     block
     */
    void setEventListener(Consumer<GatewayEvent> listener) {
        eventListener = listener;
    }

    /**
     * @throws UncheckedIOException if the journal cannot be written; then nothing has changed
     */
    void commit(StateChange change) {
        try {
            journal.append(change);
        } catch (IOException e) {
            throw new UncheckedIOException("The journal cannot be written", e);
        }
        apply(change);
    }

    void publish(GatewayEvent event) {
        eventListener.accept(event);
    }

    long nextId() {
        return ids.next();
    }

    Instant now() {
        return clock.instant();
    }

    GuildIndex guilds() {
        return guilds;
    }

    /** The first guild. */
    Guild guild() {
        return guilds.first();
    }

    /** As {@link GuildIndex#ofChannel} has it, for JSON. */
    String guildIdOf(long channelId) {
        return Long.toString(guilds.ofChannel(channelId).id());
    }

    Collection<Account> accounts() {
        return accounts.values();
    }

    Optional<Account> account(long id) {
        return Optional.ofNullable(accounts.get(id));
    }

    /** The bot, or the person, that was added first. */
    Optional<Account> firstAccount(boolean bot) {
        return accounts.values().stream().filter(account -> account.bot() == bot).findFirst();
    }

    /**
     * @param authorization as in the header: {@code Bot TOKEN}, or a person's token alone
     */
    Optional<Account> accountByAuthorization(String authorization) {
        return Optional.ofNullable(accountsByAuthorization.get(authorization));
    }

    /** Those of the first guild. */
    List<Channel> channels() {
        return guilds.channels(guild());
    }

    /**
     * @throws ApiError if it is unknown
     */
    Channel channel(long id) {
        return guilds.channel(id);
    }

    MessageIndex messages() {
        return messages;
    }

    /**
     * @throws ApiError if it or its channel is unknown
     */
    StoredMessage message(long channelId, long id) {
        channel(channelId);
        return messages.find(channelId, id).orElseThrow(ApiError::unknownMessage);
    }

    ReactionIndex reactions() {
        return reactions;
    }

    Collection<Webhook> webhooks() {
        return webhooks.values();
    }

    Optional<Webhook> webhook(long id) {
        return Optional.ofNullable(webhooks.get(id));
    }

    /**
     * @param inGuild true for the bot's commands in the guild, false for its global ones
     */
    JsonNode commands(long botId, boolean inGuild) {
        return commands.getOrDefault(commandsKey(botId, inGuild), JsonTrees.array());
    }

    private static String commandsKey(long botId, boolean inGuild) {
        return botId + (inGuild ? ":guild" : "");
    }

    private void apply(StateChange change) {
        switch (change) {
            case StateChange.GuildCreated(long id, long botRole, String name) -> {
                guilds.put(new Guild(id, botRole, name));
                ids.advancePast(Math.max(id, botRole));
            }
            case StateChange.AccountAdded(Account account) -> {
                accounts.put(account.id(), account);
                accountsByAuthorization.put(account.authorization(), account);
                ids.advancePast(account.id());
            }
            case StateChange.ChannelStored(Channel channel) -> {
                guilds.put(channel);
                ids.advancePast(channel.id());
            }
            case StateChange.MessageStored(StoredMessage message) -> {
                messages.put(message);
                ids.advancePast(message.id());
                message.body().files().forEach(file -> ids.advancePast(file.id()));
            }
            case StateChange.MessagesDeleted(long channelId, List<Long> deletedIds) -> {
                for (long id : deletedIds) {
                    messages.remove(channelId, id);
                    reactions.remove(id, null, null);
                }
            }
            case StateChange.ReactionAdded added ->
                    reactions.add(added.messageId(), added.emoji(), added.accountId());
            case StateChange.ReactionsRemoved removed ->
                    reactions.remove(removed.messageId(), removed.emoji(), removed.accountId());
            case StateChange.WebhookAdded(Webhook webhook) -> {
                webhooks.put(webhook.id(), webhook);
                ids.advancePast(webhook.id());
            }
            case StateChange.WebhookDeleted(long id) -> webhooks.remove(id);
            case StateChange.CommandsSet set -> {
                commands.put(commandsKey(set.application(), set.inGuild()), set.commands());
                set.commands().forEach(command -> ids.advancePast(command.path("id").asLong()));
            }
        }
    }
}

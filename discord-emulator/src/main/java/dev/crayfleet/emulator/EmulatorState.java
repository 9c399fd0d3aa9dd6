package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of everything, and the one way to change it. Everything but {@link #locked} wants the
 * lock to be held: an operation looks, decides and commits without anybody in between.
 */
final class EmulatorState {
    private static final String NO_GUILD = "";

    private final ReentrantLock lock = new ReentrantLock();
    private final StateJournal journal;
    private final Clock clock;
    private final Snowflakes ids;
    private final Map<Long, Account> accounts = new LinkedHashMap<>();
    private final Map<String, Account> logins = new HashMap<>();
    private final Map<Long, Channel> channels = new LinkedHashMap<>();
    private final Map<Long, NavigableMap<Long, StoredMessage>> messages = new HashMap<>();
    private final Map<Long, Webhook> webhooks = new LinkedHashMap<>();
    private final Map<String, JsonNode> commands = new HashMap<>();
    private final Reactions reactions = new Reactions();
    private final Nonces nonces = new Nonces();
    private Consumer<GatewayEvent> listener = event -> {};
    private Entry.GuildFounded guild = new Entry.GuildFounded(0, 0, NO_GUILD);

    EmulatorState(StateJournal journal, List<Entry> earlier, Clock clock) {
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

    /** Who hears of what happens from now on; called with the lock held, so it must not wait. */
    void listen(Consumer<GatewayEvent> newListener) {
        listener = newListener;
    }

    /**
     * @throws UncheckedIOException if the journal cannot be written; then nothing has changed
     */
    void commit(Entry entry) {
        try {
            journal.append(entry);
        } catch (IOException e) {
            throw new UncheckedIOException("The journal cannot be written", e);
        }
        apply(entry);
    }

    void publish(GatewayEvent event) {
        listener.accept(event);
    }

    long nextId() {
        return ids.next();
    }

    Instant now() {
        return clock.instant();
    }

    boolean founded() {
        return !guild.name().equals(NO_GUILD);
    }

    Entry.GuildFounded guild() {
        return guild;
    }

    Collection<Account> accounts() {
        return accounts.values();
    }

    Optional<Account> account(long id) {
        return Optional.ofNullable(accounts.get(id));
    }

    Optional<Account> login(String authorization) {
        return Optional.ofNullable(logins.get(authorization));
    }

    Collection<Channel> channels() {
        return channels.values();
    }

    Channel channel(long id) {
        Channel channel = channels.get(id);
        if (channel == null) {
            throw ApiError.unknownChannel();
        }
        return channel;
    }

    Optional<StoredMessage> findMessage(long channel, long id) {
        return Optional.ofNullable(messages(channel).get(id));
    }

    StoredMessage message(long channel, long id) {
        channel(channel);
        return findMessage(channel, id).orElseThrow(ApiError::unknownMessage);
    }

    /** All messages of a channel, by id. */
    NavigableMap<Long, StoredMessage> messages(long channel) {
        return messages.computeIfAbsent(channel, id -> new TreeMap<>());
    }

    Reactions reactions() {
        return reactions;
    }

    /** The message an author posted under this nonce minutes ago, if it is still there. */
    Optional<StoredMessage> byNonce(long author, String nonce) {
        var id = nonces.find(author, nonce, now());
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return messages.values().stream()
                .flatMap(room -> Optional.ofNullable(room.get(id.getAsLong())).stream())
                .findFirst();
    }

    Collection<Webhook> webhooks() {
        return webhooks.values();
    }

    Optional<Webhook> webhook(long id) {
        return Optional.ofNullable(webhooks.get(id));
    }

    JsonNode commands(long application, boolean inGuild) {
        return commands.getOrDefault(commandsKey(application, inGuild), JsonTrees.array());
    }

    private static String commandsKey(long application, boolean inGuild) {
        return application + (inGuild ? ":guild" : "");
    }

    private void apply(Entry entry) {
        switch (entry) {
            case Entry.GuildFounded founded -> {
                guild = founded;
                ids.seen(Math.max(founded.id(), founded.botRole()));
            }
            case Entry.AccountAdded(Account account) -> {
                accounts.put(account.id(), account);
                logins.put(account.authorization(), account);
                ids.seen(account.id());
            }
            case Entry.ChannelStored(Channel channel) -> {
                channels.put(channel.id(), channel);
                ids.seen(channel.id());
            }
            case Entry.MessageStored(StoredMessage message) -> store(message);
            case Entry.MessagesDeleted deleted -> {
                for (long id : deleted.ids()) {
                    messages(deleted.channelId()).remove(id);
                    reactions.remove(id, null, null);
                }
            }
            case Entry.ReactionAdded added ->
                    reactions.add(added.messageId(), added.emoji(), added.accountId());
            case Entry.ReactionsRemoved removed ->
                    reactions.remove(removed.messageId(), removed.emoji(), removed.accountId());
            case Entry.WebhookAdded(Webhook webhook) -> {
                webhooks.put(webhook.id(), webhook);
                ids.seen(webhook.id());
            }
            case Entry.WebhookDeleted(long id) -> webhooks.remove(id);
            case Entry.CommandsSet set -> {
                commands.put(commandsKey(set.application(), set.inGuild()), set.commands());
                set.commands().forEach(command -> ids.seen(command.path("id").asLong()));
            }
        }
    }

    private void store(StoredMessage message) {
        messages(message.channelId()).put(message.id(), message);
        String nonce = message.nonce();
        if (nonce != null) {
            nonces.remember(message.authorId(), nonce, message.id());
        }
        ids.seen(message.id());
        message.files().forEach(file -> ids.seen(file.id()));
    }

    /** A page of history, newest first. Each bound is exclusive; null means none. */
    List<StoredMessage> history(
            long channel, @Nullable Long after, @Nullable Long before, int limit) {
        NavigableMap<Long, StoredMessage> room = messages(channel);
        List<StoredMessage> page = new ArrayList<>();
        if (after != null && before == null) {
            // The page next to the anchor, not the newest one: so a reader can go on from its end.
            room.tailMap(after, false).values().stream().limit(limit).forEach(page::addFirst);
            return page;
        }
        NavigableMap<Long, StoredMessage> below =
                before == null ? room : room.headMap(before, false);
        below.descendingMap().values().stream()
                .filter(message -> after == null || message.id() > after)
                .limit(limit)
                .forEach(page::add);
        return page;
    }
}

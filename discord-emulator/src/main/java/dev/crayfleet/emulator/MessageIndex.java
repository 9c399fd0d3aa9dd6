package dev.crayfleet.emulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All messages by channel and id, and by nonce. Guarded by the state's lock. */
final class MessageIndex {
    private final Map<Long, NavigableMap<Long, StoredMessage>> byChannel = new HashMap<>();
    private final Nonces nonces = new Nonces();

    /** All messages of a channel, by id. */
    NavigableMap<Long, StoredMessage> ofChannel(long channelId) {
        return byChannel.computeIfAbsent(channelId, id -> new TreeMap<>());
    }

    Optional<StoredMessage> find(long channelId, long id) {
        return Optional.ofNullable(ofChannel(channelId).get(id));
    }

    /** The message an author posted under this nonce minutes ago, if it is still there. */
    Optional<StoredMessage> findByNonce(long authorId, String nonce, Instant now) {
        var id = nonces.find(authorId, nonce, now);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return byChannel.values().stream()
                .map(messages -> messages.get(id.getAsLong()))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** A page of history, newest first. Each bound is exclusive; null means none. */
    List<StoredMessage> history(
            long channelId, @Nullable Long after, @Nullable Long before, int limit) {
        NavigableMap<Long, StoredMessage> messages = ofChannel(channelId);
        List<StoredMessage> page = new ArrayList<>();
        if (after != null && before == null) {
            // The oldest messages after the bound, so that the next page continues from the end of
            // this one.
            messages.tailMap(after, false).values().stream().limit(limit).forEach(page::addFirst);
            return page;
        }
        NavigableMap<Long, StoredMessage> older =
                before == null ? messages : messages.headMap(before, false);
        older.descendingMap().values().stream()
                .filter(message -> after == null || message.id() > after)
                .limit(limit)
                .forEach(page::add);
        return page;
    }

    /** Adds a message, or replaces the one with its id. */
    void put(StoredMessage message) {
        ofChannel(message.channelId()).put(message.id(), message);
        String nonce = message.nonce();
        if (nonce != null) {
            nonces.add(message.author().id(), nonce, message.id());
        }
    }

    void remove(long channelId, long id) {
        ofChannel(channelId).remove(id);
    }
}

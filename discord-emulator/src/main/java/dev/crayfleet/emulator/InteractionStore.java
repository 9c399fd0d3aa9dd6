package dev.crayfleet.emulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last interactions and their ephemeral messages, which only the person who started the
 * interaction sees. Kept in memory only. Callers hold the state's lock.
 */
final class InteractionStore {
    private static final int MAX_ENTRIES = 1_000;

    private final EmulatorState state;
    private final Map<String, Interaction> byToken = new LinkedHashMap<>();
    private final Map<Long, StoredMessage> ephemeralMessages = new LinkedHashMap<>();

    InteractionStore(EmulatorState state) {
        this.state = state;
    }

    void add(Interaction interaction) {
        byToken.put(interaction.token(), interaction);
        removeOldest(byToken);
    }

    Optional<Interaction> find(String token) {
        return Optional.ofNullable(byToken.get(token));
    }

    /**
     * @throws ApiError if there is no such token or it has expired
     */
    Interaction require(String token) {
        return find(token)
                .filter(interaction -> !interaction.isTokenExpired(state.now()))
                .orElseThrow(ApiError::invalidWebhookToken);
    }

    /** Adds an ephemeral message, or replaces the one with its id. */
    void putEphemeral(StoredMessage message) {
        ephemeralMessages.put(message.id(), message);
        removeOldest(ephemeralMessages);
    }

    /**
     * An ephemeral message or one of the channel's.
     *
     * @throws ApiError if there is none
     */
    StoredMessage message(long channelId, long id) {
        StoredMessage ephemeral = ephemeralMessages.get(id);
        return ephemeral != null ? ephemeral : state.message(channelId, id);
    }

    private static void removeOldest(Map<?, ?> map) {
        if (map.size() > MAX_ENTRIES) {
            map.remove(map.keySet().iterator().next());
        }
    }
}

package dev.crayfleet.emulator;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which accounts reacted to which message with which emoji, in that order. */
final class ReactionIndex {
    private final Map<Long, Map<String, Set<Long>>> byMessage = new HashMap<>();

    void add(long messageId, String emoji, long accountId) {
        byMessage
                .computeIfAbsent(messageId, id -> new LinkedHashMap<>())
                .computeIfAbsent(emoji, name -> new LinkedHashSet<>())
                .add(accountId);
    }

    /**
     * @param emoji null removes all emojis
     * @param accountId null removes everybody's
     */
    void remove(long messageId, @Nullable String emoji, @Nullable Long accountId) {
        Map<String, Set<Long>> reactions = byMessage.get(messageId);
        if (reactions == null) {
            return;
        }
        reactions.forEach((name, accounts) -> {
            if (emoji == null || emoji.equals(name)) {
                accounts.removeIf(id -> accountId == null || accountId.equals(id));
            }
        });
        reactions.values().removeIf(Set::isEmpty);
        if (reactions.isEmpty()) {
            byMessage.remove(messageId);
        }
    }

    /** Ids of accounts by emoji. */
    Map<String, Set<Long>> of(long messageId) {
        return byMessage.getOrDefault(messageId, Map.of());
    }

    /** Ids of the accounts that reacted with this emoji. */
    List<Long> of(long messageId, String emoji) {
        return List.copyOf(of(messageId).getOrDefault(emoji, Set.of()));
    }
}

package dev.crayfleet.emulator;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who reacted to what with which emoji, in the order it happened. */
final class Reactions {
    private final Map<Long, Map<String, Set<Long>>> byMessage = new HashMap<>();

    void add(long message, String emoji, long account) {
        byMessage
                .computeIfAbsent(message, id -> new LinkedHashMap<>())
                .computeIfAbsent(emoji, name -> new LinkedHashSet<>())
                .add(account);
    }

    void remove(long message, @Nullable String emoji, @Nullable Long account) {
        Map<String, Set<Long>> reactions = byMessage.get(message);
        if (reactions == null) {
            return;
        }
        reactions.forEach((name, accounts) -> {
            if (emoji == null || emoji.equals(name)) {
                accounts.removeIf(id -> account == null || account.equals(id));
            }
        });
        reactions.values().removeIf(Set::isEmpty);
        if (reactions.isEmpty()) {
            byMessage.remove(message);
        }
    }

    Map<String, Set<Long>> of(long message) {
        return byMessage.getOrDefault(message, Map.of());
    }

    List<Long> of(long message, String emoji) {
        return List.copyOf(of(message).getOrDefault(emoji, Set.of()));
    }
}

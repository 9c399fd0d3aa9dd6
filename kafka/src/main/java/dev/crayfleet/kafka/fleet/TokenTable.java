package dev.crayfleet.kafka.fleet;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a fleet, by what is on the topic. Remembers also what was revoked since it was
 * made, to tell people why their token is not taken any more. Safe for many threads.
 */
public final class TokenTable implements FleetListener {
    /** More make no sense, and each is compared with what a request brings. */
    public static final int MAX_TOKENS = 1_000;

    // Guarded by this.
    private final Map<String, TokenRecord> tokens = new HashMap<>();
    private final Map<String, String> revoked =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > MAX_TOKENS;
                }
            };
    private volatile List<TokenRecord> all = List.of();

    /** What is known of a token that somebody has sent. */
    public sealed interface Found {
        /** It may be used. */
        record Valid(TokenRecord token) implements Found {}

        /** It could be used until then. */
        record Expired(String name, Instant at) implements Found {}

        /** It was taken back, or another one took its name. */
        record Revoked(String name) implements Found {}

        /** Nobody made it, or it was revoked long ago. */
        record Unknown() implements Found {}
    }

    @Override
    public boolean takes(String key) {
        return key.startsWith(TokenRecord.KEY_PREFIX);
    }

    @Override
    public synchronized void onRecord(String key, byte @Nullable [] value) {
        String name = key.substring(TokenRecord.KEY_PREFIX.length());
        if (value == null) {
            forget(name);
            return;
        }
        TokenRecord token = TokenRecord.parse(value);
        if (!token.name().equals(name)) {
            throw new IllegalArgumentException("its key names another token");
        }
        add(token);
    }

    /**
     * @throws IllegalArgumentException if there are too many
     */
    public synchronized void add(TokenRecord token) {
        TokenRecord before = tokens.get(token.name());
        if (before == null && tokens.size() >= MAX_TOKENS) {
            throw new IllegalArgumentException(
                    "there are %,d tokens, which are the most".formatted(MAX_TOKENS));
        }
        if (before != null && !before.hash().equals(token.hash())) {
            revoked.put(before.hash(), token.name());
        }
        tokens.put(token.name(), token);
        revoked.remove(token.hash());
        all = List.copyOf(tokens.values());
    }

    private void forget(String name) {
        TokenRecord before = tokens.remove(name);
        if (before != null) {
            revoked.put(before.hash(), name);
            all = List.copyOf(tokens.values());
        }
    }

    /** By name. */
    public List<TokenRecord> all() {
        return all.stream().sorted(Comparator.comparing(TokenRecord::name)).toList();
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public synchronized Optional<TokenRecord> named(String name) {
        return Optional.ofNullable(tokens.get(name));
    }

    /**
     * @param token as it was sent
     */
    public Found find(String token, Instant now) {
        String hash = BearerToken.hash(token);
        TokenRecord found = null;
        // All of them, so that the time says nothing about which.
        for (TokenRecord each : all) {
            if (BearerToken.isSame(each.hash(), hash)) {
                found = each;
            }
        }
        if (found == null) {
            return revokedAs(hash).<Found>map(Found.Revoked::new).orElseGet(Found.Unknown::new);
        }
        Instant expiry = found.expiresAt();
        return expiry != null && found.isExpired(now)
                ? new Found.Expired(found.name(), expiry)
                : new Found.Valid(found);
    }

    private synchronized Optional<String> revokedAs(String hash) {
        return Optional.ofNullable(revoked.get(hash));
    }
}

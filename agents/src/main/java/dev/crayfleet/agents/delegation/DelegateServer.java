package dev.crayfleet.agents.delegation;

import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Pool;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * By which agents delegate: a server on loopback, which takes their attempt's token and hands on
 * what they ask. It knows a token until its grant is ended, and that it was one for a while after.
 * Owns its connections and threads; there are none before the first grant.
 */
public final class DelegateServer implements AutoCloseable {
    private static final int TOKEN_BYTES = 32;

    /** Tokens that were good, by which it is told who still has one. */
    static final int MAX_ENDED = 1_000;

    /** Of what is told about wrong tokens: whoever tries them all is told about often enough. */
    private static final int DENIALS_AT_ONCE = 10;

    private static final Duration DENIAL_INTERVAL = Duration.ofSeconds(30);

    /** Is told that somebody was refused, and not too often. */
    @FunctionalInterface
    public interface Denials {
        /**
         * @param owner for which attempt it was, as far as that is known
         * @param reason a sentence for people
         */
        void denied(@Nullable Owner owner, String reason);
    }

    /**
     * Whose grant it is.
     *
     * @param pool of the attempt
     */
    public record Owner(Attempt attempt, Pool pool) {
        private boolean isAt(String task, String number) {
            return attempt.task().value().equals(task)
                    && Integer.toString(attempt.number()).equals(number);
        }
    }

    private final DelegateLimits limits;
    private final Secrets secrets;
    private final Denials denials;
    private final LongSupplier clock;
    private final RequestRate denialRate;
    private final SecureRandom random = new SecureRandom();

    // Guarded by this. By the hash of the token, so that how long a search takes says nothing
    // about a token.
    private final Map<String, TaskGrant> grants = new HashMap<>();
    private final Map<String, Owner> ended = new LinkedHashMap<>();
    private @Nullable DelegateListener listener;
    private boolean isClosed;

    /**
     * @param secrets is told each token until its grant is closed
     * @param clock a monotonic one, in nanoseconds
     */
    public DelegateServer(
            DelegateLimits limits, Secrets secrets, Denials denials, LongSupplier clock) {
        this.limits = limits;
        this.secrets = secrets;
        this.denials = denials;
        this.clock = clock;
        this.denialRate = new RequestRate(DENIALS_AT_ONCE, DENIAL_INTERVAL, clock);
    }

    /**
     * A new token, which is good until the grant is ended.
     *
     * @param mayDelegate whether the agent is told that it may ask others
     * @throws IllegalStateException if this is closed, or no port can be had
     */
    public synchronized TaskGrant open(Owner owner, boolean mayDelegate, DelegationLane lane) {
        if (isClosed) {
            throw new IllegalStateException("The runner stops.");
        }
        if (listener == null) {
            listener = new DelegateListener(this);
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        TaskGrant grant =
                new TaskGrant(
                        this,
                        owner,
                        HexFormat.of().formatHex(bytes),
                        mayDelegate,
                        lane,
                        limits,
                        clock);
        secrets.add(grant.token());
        grants.put(hash(grant.token()), grant);
        return grant;
    }

    /**
     * Whose token it is. Who has a wrong one is told about.
     *
     * @param token absent where there is none
     * @param task of the address
     * @param number of the address
     */
    TaskGrant authorised(@Nullable String token, String task, String number)
            throws DelegateException {
        TaskGrant grant;
        Owner known;
        synchronized (this) {
            String hash = token == null ? "" : hash(token);
            grant = grants.get(hash);
            known = grant == null ? ended.get(hash) : grant.owner();
            if (known == null) {
                known = addressed(task, number);
            }
        }
        if (grant != null && grant.owner().isAt(task, number)) {
            return grant;
        }
        String reason =
                grant != null
                        ? "The token is that of another attempt."
                        : "The token is not valid, or not any more: it is good until the attempt ends that it was made for.";
        if (denialRate.tryTake()) {
            denials.denied(known, token == null ? "There was no token." : reason);
        }
        throw new DelegateException(401, reason);
    }

    /** The attempt of an address, if it runs here or did. */
    private @Nullable Owner addressed(String task, String number) {
        return Stream.concat(
                        grants.values().stream().map(TaskGrant::owner), ended.values().stream())
                .filter(owner -> owner.isAt(task, number))
                .findFirst()
                .orElse(null);
    }

    synchronized void kill(TaskGrant grant) {
        String hash = hash(grant.token());
        if (grants.remove(hash) != null) {
            ended.put(hash, grant.owner());
            if (ended.size() > MAX_ENDED) {
                ended.remove(ended.keySet().iterator().next());
            }
        }
    }

    void forget(TaskGrant grant) {
        secrets.remove(grant.token());
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    DelegateLimits limits() {
        return limits;
    }

    synchronized int port() {
        return listener == null ? 0 : listener.port();
    }

    /** Connections that are there now. */
    synchronized int openConnections() {
        return listener == null ? 0 : listener.connections();
    }

    /** All tokens are dead, and all connections closed. */
    @Override
    public void close() {
        List<TaskGrant> open;
        DelegateListener current;
        synchronized (this) {
            isClosed = true;
            open = new ArrayList<>(grants.values());
            current = listener;
        }
        open.forEach(TaskGrant::end);
        if (current != null) {
            current.close();
        }
    }
}

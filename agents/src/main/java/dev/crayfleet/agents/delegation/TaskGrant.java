package dev.crayfleet.agents.delegation;

import dev.crayfleet.contract.Attempt;
import java.util.function.LongSupplier;

/**
 * One attempt's permission to delegate: a token that is good until this is ended, for delegating
 * and nothing else. Safe for use by many threads.
 */
public final class TaskGrant implements AutoCloseable {
    /** Environment variable with the token. */
    public static final String TOKEN_VARIABLE = "CRAYFLEET_TASK_TOKEN";

    /** Environment variable with the address, under which {@code /delegations} lies. */
    public static final String URL_VARIABLE = "CRAYFLEET_DELEGATE_URL";

    /** Requests at a time; a script makes one after the other, and waits for a few children. */
    private static final int MAX_CONCURRENT = 32;

    private final DelegateServer server;
    private final Attempt attempt;
    private final String token;
    private final String url;
    private final boolean mayDelegate;
    private final Delegations delegations;
    private final RequestRate rate;
    private int running;

    TaskGrant(
            DelegateServer server,
            Attempt attempt,
            String token,
            boolean mayDelegate,
            DelegationLane lane,
            DelegateLimits limits,
            LongSupplier clock) {
        this.server = server;
        this.attempt = attempt;
        this.token = token;
        this.url =
                "http://127.0.0.1:%d/%s/%d"
                        .formatted(server.port(), attempt.task(), attempt.number());
        this.mayDelegate = mayDelegate;
        this.delegations = new Delegations(lane, clock);
        this.rate = new RequestRate(limits.burst(), limits.interval(), clock);
    }

    public Attempt attempt() {
        return attempt;
    }

    /** What the agent is given. Kept out of logs. */
    public String token() {
        return token;
    }

    /** Under which {@code /delegations} lies. */
    public String url() {
        return url;
    }

    /** Whether the agent is told that it may ask others. */
    public boolean mayDelegate() {
        return mayDelegate;
    }

    public Delegations delegations() {
        return delegations;
    }

    DelegateLimits limits() {
        return server.limits();
    }

    /**
     * A request begins.
     *
     * @throws DelegateException if there are too many
     */
    synchronized void begin() throws DelegateException {
        if (running >= MAX_CONCURRENT) {
            throw new DelegateException(
                    429,
                    "%d requests of this attempt are at work already. Ask again when one has been answered."
                            .formatted(MAX_CONCURRENT));
        }
        if (!rate.tryTake()) {
            throw new DelegateException(429, "This attempt asks too often. Ask again in a second.");
        }
        running++;
    }

    synchronized void finish() {
        running--;
    }

    /** The token is dead, and who waits is told that the attempt has ended. May be called again. */
    public void end() {
        server.kill(this);
        delegations.end();
    }

    /** The same; and the token is masked no more, because nothing of the attempt is sent any more. */
    @Override
    public void close() {
        end();
        server.forget(this);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "TaskGrant[%s]".formatted(attempt);
    }
}

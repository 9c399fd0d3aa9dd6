package dev.crayfleet.agents.delegation;

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

    /** Of these, such that bring or fetch a file, which is held in memory. */
    static final int MAX_FILES_AT_ONCE = 2;

    private final DelegateServer server;
    private final DelegateServer.Owner owner;
    private final String token;
    private final String url;
    private final boolean mayDelegate;
    private final Delegations delegations;
    private final RequestRate rate;
    private int running;
    private int withFiles;

    TaskGrant(
            DelegateServer server,
            DelegateServer.Owner owner,
            String token,
            boolean mayDelegate,
            DelegationLane lane,
            DelegateLimits limits,
            LongSupplier clock) {
        this.server = server;
        this.owner = owner;
        this.token = token;
        this.url =
                "http://127.0.0.1:%d/%s/%d"
                        .formatted(server.port(), owner.attempt().task(), owner.attempt().number());
        this.mayDelegate = mayDelegate;
        this.delegations = new Delegations(lane, clock);
        this.rate = new RequestRate(limits.burst(), limits.interval(), clock);
    }

    DelegateServer.Owner owner() {
        return owner;
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
     * @param isOfFile whether it brings or fetches one
     * @throws DelegateException if there are too many
     */
    synchronized void begin(boolean isOfFile) throws DelegateException {
        if (running >= MAX_CONCURRENT || isOfFile && withFiles >= MAX_FILES_AT_ONCE) {
            throw new DelegateException(
                    429,
                    "Too many requests of this attempt are at work already. Ask again when one has been answered.");
        }
        if (!rate.tryTake()) {
            throw new DelegateException(429, "This attempt asks too often. Ask again in a second.");
        }
        running++;
        withFiles += isOfFile ? 1 : 0;
    }

    synchronized void finish(boolean isOfFile) {
        running--;
        withFiles -= isOfFile ? 1 : 0;
    }

    /** The token is dead, and who waits is told that the attempt has ended. May be called again. */
    public void end() {
        server.kill(this);
        delegations.end();
    }

    /**
     * The same; and the token is masked no more, because nothing of the attempt is sent any more.
     */
    @Override
    public void close() {
        end();
        server.forget(this);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "TaskGrant[%s]".formatted(owner.attempt());
    }
}

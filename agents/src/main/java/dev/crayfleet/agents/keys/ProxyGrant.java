package dev.crayfleet.agents.keys;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One attempt's permission to ask models, or that of a Gateway: a token that is good until this is
 * closed. Safe for use by many threads.
 */
public final class ProxyGrant implements AutoCloseable {
    private final ModelProxy proxy;
    private final String owner;
    private final String token;
    private final int concurrent;
    private final UsageCounter usage = new UsageCounter();
    private final Set<Runnable> running = new HashSet<>();
    private Map<String, ProxyRoute> routes = Map.of();
    private boolean closed;

    ProxyGrant(ModelProxy proxy, String owner, String token, int concurrent) {
        this.proxy = proxy;
        this.owner = owner;
        this.token = token;
        this.concurrent = concurrent;
    }

    /** What agents are given as a key. Kept out of logs. */
    public String token() {
        return token;
    }

    /** What agents are given as the address of a provider. */
    public URI address(String routeName) {
        return URI.create("http://127.0.0.1:" + proxy.port() + "/" + routeName);
    }

    /** Replaces all routes, also for later requests of those who have the token already. */
    public synchronized void route(Collection<ProxyRoute> all) {
        Map<String, ProxyRoute> byName = new HashMap<>();
        all.forEach(each -> byName.put(each.name(), each));
        routes = Map.copyOf(byName);
    }

    /** What was asked with it until now. */
    public ProxyUsage usage() {
        return usage.sum();
    }

    /** For messages: the attempt. */
    String owner() {
        return owner;
    }

    UsageCounter counter() {
        return usage;
    }

    synchronized Optional<ProxyRoute> route(String name) {
        return Optional.ofNullable(routes.get(name));
    }

    /**
     * A request begins.
     *
     * @param cut ends it at once, when this is closed
     * @throws ProxyRefusal if this is closed, or too much runs already
     */
    synchronized void begin(Runnable cut) throws ProxyRefusal {
        if (closed) {
            throw ProxyRefusal.dead();
        }
        if (running.size() >= concurrent) {
            throw new ProxyRefusal(
                    429,
                    "%d requests of this attempt are at work already. Ask again when one has been answered."
                            .formatted(concurrent));
        }
        running.add(cut);
    }

    synchronized void end(Runnable cut) {
        running.remove(cut);
    }

    /** The token is dead, and what runs with it is cut off. May be called again. */
    @Override
    public void close() {
        List<Runnable> cuts;
        synchronized (this) {
            closed = true;
            cuts = new ArrayList<>(running);
            routes = Map.of();
        }
        proxy.forget(this);
        cuts.forEach(Runnable::run);
    }
}

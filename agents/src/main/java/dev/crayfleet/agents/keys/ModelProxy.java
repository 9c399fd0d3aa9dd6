package dev.crayfleet.agents.keys;

import dev.crayfleet.agents.safety.Secrets;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy on loopback, for agents that are to ask models without having a key: it takes their
 * attempt's token, and sends what they ask to the endpoint of the provider that they name, with the
 * key. Knows a token until its grant is closed. Owns its threads and connections.
 */
public final class ModelProxy implements AutoCloseable {
    private static final int TOKEN_BYTES = 32;

    private final ProxyLimits limits;
    private final Secrets secrets;
    private final SecureRandom random = new SecureRandom();

    /** By the hash of the token, so that how long a search takes says nothing about a token. */
    private final Map<String, ProxyGrant> grants = new ConcurrentHashMap<>();

    private final UsageCounter totals = new UsageCounter();
    private final ExecutorService clientThreads;
    private final HttpClient client;
    private final ProxyServer server;

    private ModelProxy(ProxyLimits limits, Secrets secrets) {
        this.limits = limits;
        this.secrets = secrets;
        this.clientThreads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("model-proxy-client-", 0).factory());
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(limits.connect())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(clientThreads)
                        .build();
        this.server = new ProxyServer(this);
    }

    /**
     * On a free port of loopback.
     *
     * @param secrets is told each token as long as it is good
     */
    public static ModelProxy start(ProxyLimits limits, Secrets secrets) {
        return new ModelProxy(limits, secrets);
    }

    /**
     * A new token, which is good until the grant is closed.
     *
     * @param owner for messages: the attempt
     * @param concurrent how many requests may be at work at the same time
     */
    public ProxyGrant open(String owner, int concurrent) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        ProxyGrant grant = new ProxyGrant(this, owner, HexFormat.of().formatHex(bytes), concurrent);
        secrets.add(grant.token());
        grants.put(hash(grant.token()), grant);
        return grant;
    }

    void forget(ProxyGrant grant) {
        grants.remove(hash(grant.token()));
        secrets.remove(grant.token());
    }

    /** Whose token it is; empty where it is nobody's, or its grant is closed. */
    Optional<ProxyGrant> grant(String token) {
        return Optional.ofNullable(grants.get(hash(token)));
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

    /** What was asked with all tokens together since the start. */
    public ProxyUsage totals() {
        return totals.sum();
    }

    UsageCounter counter() {
        return totals;
    }

    ProxyLimits limits() {
        return limits;
    }

    HttpClient client() {
        return client;
    }

    int port() {
        return server.port();
    }

    /** Tokens that are good now. */
    int openGrants() {
        return grants.size();
    }

    /** Connections of agents that are there now. */
    int openConnections() {
        return server.connections();
    }

    /** All tokens are dead, and all connections closed. */
    @Override
    public void close() {
        server.refuseMore();
        new ArrayList<>(grants.values()).forEach(ProxyGrant::close);
        server.close();
        client.shutdownNow();
        clientThreads.shutdownNow();
    }
}

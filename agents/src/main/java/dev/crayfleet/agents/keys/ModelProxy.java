package dev.crayfleet.agents.keys;

import dev.crayfleet.agents.safety.Secrets;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A proxy on loopback, for agents that are to ask models without having a key: it takes their
 * attempt's token, and sends what they ask to the endpoint of the provider that they name, with the
 * key. Knows a token until its lease is closed. Owns its threads and connections.
 */
public final class ModelProxy implements AutoCloseable {
    private static final int TOKEN_BYTES = 32;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final ProxyLimits limits;
    private final Secrets secrets;
    private final SecureRandom random = new SecureRandom();

    /** By the hash of the token, so that how long a search takes says nothing about a token. */
    private final Map<String, ProxyLease> leases = new ConcurrentHashMap<>();

    private final UsageCounter totals = new UsageCounter();
    private final ExecutorService clientThreads;
    private final HttpClient client;
    private final MultiThreadIoEventLoopGroup threads;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel server;

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
        this.threads =
                new MultiThreadIoEventLoopGroup(
                        1,
                        new DefaultThreadFactory("model-proxy", true),
                        NioIoHandler.newFactory());
        this.server =
                new ServerBootstrap()
                        .group(threads)
                        .channel(NioServerSocketChannel.class)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        accept(channel);
                                    }
                                })
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .syncUninterruptibly()
                        .channel();
    }

    /**
     * On a free port of loopback.
     *
     * @param secrets is told each token as long as it is good
     */
    public static ModelProxy start(ProxyLimits limits, Secrets secrets) {
        return new ModelProxy(limits, secrets);
    }

    private void accept(Channel channel) {
        if (connections.size() >= limits.connections()) {
            channel.close();
            return;
        }
        connections.add(channel);
        channel.pipeline()
                .addLast(
                        new HttpServerCodec(
                                new HttpDecoderConfig()
                                        .setMaxInitialLineLength(ProxyLimits.LINE_BYTES)
                                        .setMaxHeaderSize(limits.headerBytes())))
                .addLast(new ProxyConnection(this));
    }

    /**
     * A new token, which is good until the lease is closed.
     *
     * @param owner for messages: the attempt
     * @param concurrent how many requests may be at work at the same time
     */
    public ProxyLease open(String owner, int concurrent) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        ProxyLease lease = new ProxyLease(this, owner, HexFormat.of().formatHex(bytes), concurrent);
        secrets.add(lease.token());
        leases.put(hash(lease.token()), lease);
        return lease;
    }

    void forget(ProxyLease lease) {
        leases.remove(hash(lease.token()));
        secrets.remove(lease.token());
    }

    /** Whose token it is; empty where it is nobody's, or its lease is closed. */
    Optional<ProxyLease> lease(String token) {
        return Optional.ofNullable(leases.get(hash(token)));
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
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** Tokens that are good now. */
    int openLeases() {
        return leases.size();
    }

    /** Connections of agents that are there now. */
    int openConnections() {
        return connections.size();
    }

    /** All tokens are dead, and all connections closed. */
    @Override
    public void close() {
        server.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
        new ArrayList<>(leases.values()).forEach(ProxyLease::close);
        connections.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
        threads.shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
        client.shutdownNow();
        clientThreads.shutdownNow();
    }
}

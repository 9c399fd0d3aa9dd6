package dev.crayfleet.agents.keys;

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
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Takes connections on a free port of loopback. Owns them, and their thread. */
final class ProxyServer implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final ModelProxy proxy;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** On which no good token has come yet, the oldest first; for the one thread only. */
    private final SequencedSet<Channel> strangers = new LinkedHashSet<>();

    /** With whose token they came, the oldest first; for the one thread only. */
    private final Map<ProxyGrant, SequencedSet<ProxyConnection>> known = new HashMap<>();

    private final MultiThreadIoEventLoopGroup threads =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("model-proxy", true), NioIoHandler.newFactory());
    private final Channel server;

    ProxyServer(ModelProxy proxy) {
        this.proxy = proxy;
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

    private void accept(Channel channel) {
        ProxyLimits limits = proxy.limits();
        if (connections.size() >= limits.connections()) {
            channel.close();
            return;
        }
        connections.add(channel);
        addStranger(channel);
        channel.pipeline()
                .addLast(
                        new HttpServerCodec(
                                new HttpDecoderConfig()
                                        .setMaxInitialLineLength(ProxyLimits.LINE_BYTES)
                                        .setMaxHeaderSize(limits.headerBytes())))
                .addLast(new ProxyConnection(proxy, channel, this::addKnown));
    }

    /**
     * So that no agent takes the places of all. Of those at work there are no more than a grant
     * allows requests at once.
     */
    private void addKnown(ProxyConnection connection, ProxyGrant grant) {
        strangers.remove(connection.channel());
        SequencedSet<ProxyConnection> all =
                known.computeIfAbsent(grant, any -> new LinkedHashSet<>());
        if (all.size() >= ProxyLimits.CONNECTIONS_OF_A_GRANT) {
            all.stream()
                    .filter(ProxyConnection::isIdle)
                    .findFirst()
                    .ifPresent(idle -> idle.channel().close());
        }
        all.add(connection);
        var unused =
                connection
                        .channel()
                        .closeFuture()
                        .addListener(closed -> {
                            all.remove(connection);
                            known.remove(grant, Set.of());
                        });
    }

    /** Whoever has a token shows it at once, and so is never the one that has waited longest. */
    private void addStranger(Channel channel) {
        strangers.add(channel);
        var unused = channel.closeFuture().addListener(closed -> strangers.remove(channel));
        if (strangers.size() > proxy.limits().strangers()) {
            strangers.removeFirst().close();
        }
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    int connections() {
        return connections.size();
    }

    /** Nobody can connect any more; who is connected stays so. */
    void refuseMore() {
        server.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
    }

    @Override
    public void close() {
        refuseMore();
        connections.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
        threads.shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
    }
}

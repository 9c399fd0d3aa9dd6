package dev.crayfleet.agents.delegation;

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
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;

/** Takes connections on a free port of loopback. Owns them, and their thread. */
final class DelegateListener implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final DelegateServer owner;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** On which no good token has come yet, the oldest first; for the one thread only. */
    private final SequencedSet<Channel> strangers = new LinkedHashSet<>();

    private final MultiThreadIoEventLoopGroup threads =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("delegations", true), NioIoHandler.newFactory());
    private final Channel server;

    DelegateListener(DelegateServer owner) {
        this.owner = owner;
        this.server =
                new ServerBootstrap()
                        .group(threads)
                        .channel(NioServerSocketChannel.class)
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
        if (connections.size() >= owner.limits().connections()) {
            channel.close();
            return;
        }
        connections.add(channel);
        strangers.add(channel);
        var unused = channel.closeFuture().addListener(closed -> strangers.remove(channel));
        if (strangers.size() > owner.limits().strangers()) {
            strangers.removeFirst().close();
        }
        channel.pipeline()
                .addLast(
                        new HttpServerCodec(
                                new HttpDecoderConfig()
                                        .setMaxInitialLineLength(DelegateLimits.LINE_BYTES)
                                        .setMaxHeaderSize(DelegateLimits.HEADER_BYTES)))
                .addLast(new DelegateConnection(owner, channel, () -> strangers.remove(channel)));
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    int connections() {
        return connections.size();
    }

    @Override
    public void close() {
        server.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
        connections.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
        threads.shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
    }
}

package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A Gateway that answers by scripts; the part of protocol 4 that a runner uses. */
final class StubGateway implements AutoCloseable {
    static final String TOKEN = "made up for a test";
    private static final JsonMapper JSON = new JsonMapper();

    private final EventLoopGroup threads =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String bootId = "first";
    private Channel server;

    /** Answers one method. */
    interface Script {
        void answer(Request request) throws Exception;
    }

    /** One request; it may be answered several times. */
    record Request(Channel channel, String id, JsonNode params) {
        String runId() {
            return params.path("idempotencyKey").asText();
        }

        /**
         * @param rest of the answer, as JSON with ' for "
         */
        void answer(String rest) throws Exception {
            ObjectNode frame = (ObjectNode) JSON.readTree(rest.replace('\'', '"'));
            send(channel, frame.put("type", "res").put("id", id));
        }

        /**
         * @param stream of the event
         * @param data of the event, as JSON with ' for "
         */
        void event(String stream, String data) throws Exception {
            ObjectNode frame = JSON.createObjectNode().put("type", "event").put("event", "agent");
            ObjectNode payload = frame.putObject("payload").put("runId", runId());
            payload.put("stream", stream).set("data", JSON.readTree(data.replace('\'', '"')));
            send(channel, frame);
        }

        void accept() throws Exception {
            answer("{'ok':true,'payload':{'status':'accepted'}}");
        }

        /** Accepts it, and lets it begin. */
        void begin() throws Exception {
            accept();
            event("lifecycle", "{'phase':'start'}");
        }
    }

    StubGateway() {
        this.server = listen(0);
        on("connect", this::answerConnect);
        on(
                "sessions.describe",
                request -> request.answer("{'ok':true,'payload':{'session':null}}"));
    }

    private void answerConnect(Request request) throws Exception {
        if (request.params().path("auth").path("token").asText().equals(TOKEN)) {
            request.answer(
                    "{'ok':true,'payload':{'server':{'bootId':'%s'},'auth':{'scopes':['operator.admin']}}}"
                            .formatted(bootId));
        } else {
            request.answer(
                    "{'ok':false,'error':{'code':'INVALID_REQUEST','message':'unauthorized: gateway token mismatch','details':{'code':'AUTH_TOKEN_MISMATCH'}}}");
        }
    }

    void on(String method, Script script) {
        scripts.put(method, script);
    }

    OpenClawGatewayEndpoint endpoint(String token) {
        InetSocketAddress at = (InetSocketAddress) server.localAddress();
        return new OpenClawGatewayEndpoint(URI.create("ws://127.0.0.1:" + at.getPort()), token);
    }

    /** Every request so far: its method, and the session or run it is about. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Only the connections end. */
    void closeConnections() {
        open.close().awaitUninterruptibly();
    }

    /** Nobody can connect any more. */
    void stop() {
        server.close().awaitUninterruptibly();
        closeConnections();
    }

    /**
     * @param newBootId tells whether it is the same process as before
     */
    void restart(String newBootId) {
        bootId = newBootId;
        server = listen(((InetSocketAddress) server.localAddress()).getPort());
    }

    /** A port that was left is free once its selector has looked again: not at once. */
    private Channel listen(int port) {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(90))
                .until(() -> bind(port), ChannelFuture::isSuccess)
                .channel();
    }

    private ChannelFuture bind(int port) {
        return new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                open.add(channel);
                                channel.pipeline()
                                        .addLast(new HttpServerCodec())
                                        .addLast(new HttpObjectAggregator(65_536))
                                        .addLast(new WebSocketServerProtocolHandler("/"))
                                        .addLast(new RequestHandler());
                            }
                        })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .awaitUninterruptibly();
    }

    private static void send(Channel channel, ObjectNode frame) {
        channel.writeAndFlush(new TextWebSocketFrame(frame.toString()));
    }

    private final class RequestHandler extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
                ObjectNode frame = JSON.createObjectNode().put("type", "event");
                frame.put("event", "connect.challenge").putObject("payload");
                send(context.channel(), frame);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame)
                throws Exception {
            JsonNode frameJson = JSON.readTree(frame.text());
            String method = frameJson.path("method").asText();
            JsonNode params = frameJson.path("params");
            requests.add((method + " " + params.path("key").asText("")).strip());
            scripts.getOrDefault(method, request -> request.answer("{'ok':true,'payload':{}}"))
                    .answer(new Request(context.channel(), frameJson.path("id").asText(), params));
        }
    }

    @Override
    public void close() {
        stop();
        threads.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS);
    }
}

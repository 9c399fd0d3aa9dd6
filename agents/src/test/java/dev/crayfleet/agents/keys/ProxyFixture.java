package dev.crayfleet.agents.keys;

import dev.crayfleet.agents.safety.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A proxy before an endpoint of the test's own. */
final class ProxyFixture implements AutoCloseable {
    /** Nothing like what real keys look like. */
    static final String KEY = "the-key-that-stays-at-home";

    static final ProxyLimits LIMITS =
            new ProxyLimits(
                    100_000,
                    8_000,
                    50,
                    50,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30));

    final StubEndpoint endpoint;
    final Secrets secrets = new Secrets();
    final ModelProxy proxy;
    final HttpClient agent = HttpClient.newHttpClient();

    ProxyFixture() throws IOException {
        this(LIMITS);
    }

    ProxyFixture(ProxyLimits limits) throws IOException {
        endpoint = new StubEndpoint();
        proxy = ModelProxy.start(limits, secrets);
    }

    /** A grant with the providers {@code one}, which speaks OpenAI's API, and {@code two}. */
    ProxyGrant open(String owner) {
        ProxyGrant grant = proxy.open(owner, 4);
        grant.route(List.of(route("one", ApiStyle.OPENAI), route("two", ApiStyle.ANTHROPIC)));
        return grant;
    }

    ProxyRoute route(String name, ApiStyle style) {
        return new ProxyRoute(name, endpoint.url("/base/v1"), style, KEY, Map.of(), List.of(KEY));
    }

    /** A request of an agent's, with its token as OpenAI's API has it. */
    static HttpRequest.Builder request(ProxyGrant grant, String path) {
        return HttpRequest.newBuilder(grant.address("one").resolve(path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer " + grant.token());
    }

    HttpResponse<String> ask(ProxyGrant grant) throws IOException, InterruptedException {
        return send(
                request(grant, "/one/chat/completions")
                        .POST(HttpRequest.BodyPublishers.ofString("{}")));
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return agent.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What comes back over a connection of its own for bytes that may be no request. */
    String raw(String text) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Reads until a text has come. */
    static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended after: " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    @Override
    public void close() {
        agent.shutdownNow();
        proxy.close();
        endpoint.close();
    }
}

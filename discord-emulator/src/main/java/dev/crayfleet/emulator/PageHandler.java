package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves the page, what it needs to log in as the person, and the control of faults over HTTP. */
final class PageHandler {
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, String> CONTENT_TYPES =
            Map.of(
                    "/", "text/html; charset=utf-8",
                    "/page.css", "text/css; charset=utf-8",
                    "/favicon.svg", "image/svg+xml",
                    "/page.js", SCRIPT,
                    "/live.js", SCRIPT,
                    "/message.js", SCRIPT,
                    "/composer.js", SCRIPT,
                    "/dialog.js", SCRIPT,
                    "/markdown.js", SCRIPT);

    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
                    + " 'self' ws://127.0.0.1:* ws://localhost:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final EmulatorState state;
    private final Faults faults;
    private final Account person;

    PageHandler(EmulatorState state, Faults faults, Account person) {
        this.state = state;
        this.faults = faults;
        this.person = person;
    }

    void handle(String path, Request request, Response response, Callback callback)
            throws IOException {
        String method = request.getMethod();
        if (path.equals("/_emulator/session") && method.equals("GET")) {
            json(response, callback, session());
        } else if (path.equals("/_emulator/faults") && method.equals("POST")) {
            applyFault(request, response, callback);
        } else if (path.equals("/_emulator/faults") && method.equals("DELETE")) {
            faults.clear();
            json(response, callback, JsonTrees.object());
        } else if (CONTENT_TYPES.containsKey(path) && method.equals("GET")) {
            file(path, response, callback);
        } else {
            PlainTextResponse.send(response, callback, 404, "There is nothing at " + path);
        }
    }

    private ObjectNode session() {
        ObjectNode node = JsonTrees.object();
        node.put("token", person.token())
                .put("userId", Long.toString(person.id()))
                .put("guildId", state.locked(() -> Long.toString(state.guild().id())));
        return node;
    }

    private void applyFault(Request request, Response response, Callback callback)
            throws IOException {
        try {
            FaultCommand.apply(BodyReader.read(request).json(), faults);
        } catch (ApiError e) {
            response.setStatus(e.status());
            json(response, callback, e.body());
            return;
        } catch (IllegalArgumentException | IllegalStateException e) {
            response.setStatus(400);
            json(response, callback, JsonTrees.object().put("message", e.getMessage()));
            return;
        }
        json(response, callback, JsonTrees.object());
    }

    private static void file(String path, Response response, Callback callback) throws IOException {
        String name = path.equals("/") ? "/page.html" : path;
        try (InputStream in = PageHandler.class.getResourceAsStream("page" + name)) {
            if (in == null) {
                throw new IOException("The jar lacks " + name);
            }
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, CONTENT_TYPES.get(path));
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
            response.getHeaders().put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
            response.getHeaders().put("Referrer-Policy", "no-referrer");
            response.write(true, ByteBuffer.wrap(in.readAllBytes()), callback);
        }
    }

    private static void json(Response response, Callback callback, JsonNode node) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        byte[] bytes = JsonTrees.write(node).getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}

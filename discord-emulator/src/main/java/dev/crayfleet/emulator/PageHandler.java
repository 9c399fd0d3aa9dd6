package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves the page, what it needs to log in as the person, and the control of faults over HTTP. */
final class PageHandler {
    private final EmulatorState state;
    private final Faults faults;
    private final Account person;
    private final List<ChannelConfig> channels;

    PageHandler(EmulatorState state, Faults faults, Account person, List<ChannelConfig> channels) {
        this.state = state;
        this.faults = faults;
        this.person = person;
        this.channels = channels;
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
        } else if (PageFiles.has(path) && method.equals("GET")) {
            PageFiles.send(path, request, response, callback);
        } else {
            PlainTextResponse.send(response, callback, 404, "There is nothing at " + path);
        }
    }

    private ObjectNode session() {
        ObjectNode node = JsonTrees.object();
        node.put("token", person.token())
                .put("userId", Long.toString(person.id()))
                .put("guildId", state.locked(() -> Long.toString(state.guild().id())));
        node.putObject("limits")
                .put("content", MessageLimits.MAX_CONTENT)
                .put("files", MessageLimits.MAX_FILES)
                .put("bytes", MessageLimits.MAX_FILES_BYTES);
        ObjectNode examples = node.putObject("examples");
        for (ChannelConfig channel : channels) {
            channel.examples().forEach(examples.withArray(channel.name())::add);
        }
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

    private static void json(Response response, Callback callback, JsonNode node) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        byte[] bytes = JsonTrees.write(node).getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}

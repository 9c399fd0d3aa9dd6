package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** How a REST request ends, as its client sees it. */
sealed interface RestOutcome {
    void send(Request request, Response response, Callback callback);

    /** Discord's JSON, or an empty body. */
    record Answered(ApiResponse answer) implements RestOutcome {
        static Answered of(ApiError error) {
            return new Answered(ApiResponse.of(error));
        }

        @Override
        public void send(Request request, Response response, Callback callback) {
            response.setStatus(answer.status());
            var headers = response.getHeaders();
            // JDA takes an answer without this header for one that Discord did not send.
            headers.put(HttpHeader.VIA, "1.1 emulator");
            JsonNode body = answer.body();
            if (body == null) {
                callback.succeeded();
                return;
            }
            byte[] bytes = JsonTrees.write(body).getBytes(StandardCharsets.UTF_8);
            headers.put(HttpHeader.CONTENT_TYPE, "application/json");
            headers.put(HttpHeader.CACHE_CONTROL, "no-store");
            headers.put(HttpHeader.CONTENT_LENGTH, bytes.length);
            response.write(true, ByteBuffer.wrap(bytes), callback);
        }
    }

    /** A proxy in front of Discord refuses with a page of HTML. */
    record BlockedByProxy() implements RestOutcome {
        private static final String PAGE =
                "<!doctype html><title>Attention Required!</title><h1>You have been blocked</h1>";

        @Override
        public void send(Request request, Response response, Callback callback) {
            response.setStatus(403);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html; charset=UTF-8");
            byte[] bytes = PAGE.getBytes(StandardCharsets.UTF_8);
            response.write(true, ByteBuffer.wrap(bytes), callback);
        }
    }

    /** The connection closes before an answer. */
    record ConnectionLost() implements RestOutcome {
        @Override
        public void send(Request request, Response response, Callback callback) {
            request.getConnectionMetaData().getConnection().getEndPoint().close();
            callback.succeeded();
        }
    }
}

package dev.crayfleet.emulator;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/**
 * The one door: keeps out who comes through a foreign name or a foreign page, and shows the others
 * where to go.
 */
final class RequestGate extends Handler.Abstract {
    private static final Pattern API = Pattern.compile("/api(/v\\d+)?(/.*)");
    private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Rest rest;
    private final Gateway gateway;
    private final Page page;
    private final Attachments attachments;
    private final Faults faults;
    private final ServerWebSocketContainer webSockets;

    RequestGate(
            Rest rest,
            Gateway gateway,
            Page page,
            Attachments attachments,
            Faults faults,
            ServerWebSocketContainer webSockets) {
        this.rest = rest;
        this.gateway = gateway;
        this.page = page;
        this.attachments = attachments;
        this.faults = faults;
        this.webSockets = webSockets;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
            throws IOException {
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put("Cross-Origin-Resource-Policy", "same-origin");
        String path = request.getHttpURI().getPath();
        if (isForeign(request)) {
            text(response, callback, 403, "This emulator is for this machine only.");
            return true;
        }
        var api = API.matcher(path);
        if (api.matches()) {
            rest.handle(api.group(2), request, response, callback);
        } else if ("websocket".equalsIgnoreCase(request.getHeaders().get(HttpHeader.UPGRADE))) {
            upgrade(path, request, response, callback);
        } else if (path.startsWith("/attachments/")) {
            attachments.handle(path, response, callback);
        } else {
            page.handle(path, request, response, callback);
        }
        return true;
    }

    /**
     * A name that somebody's DNS points here, or a page of somebody else that the person has open
     * beside ours.
     */
    private static boolean isForeign(Request request) {
        String host = Optional.ofNullable(request.getHeaders().get(HttpHeader.HOST)).orElse("");
        if (!NAMES.contains(withoutPort(host))) {
            return true;
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        return origin != null && !host.equalsIgnoreCase(authority(origin));
    }

    private static String withoutPort(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
    }

    private static String authority(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getAuthority()).orElse("");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private void upgrade(String path, Request request, Response response, Callback callback) {
        boolean fromPage = path.equals("/_emulator/gateway");
        if (!fromPage
                && !path.equals("/gateway")
                && !path.equals("/gateway/")
                && !path.equals("/")) {
            text(response, callback, 404, "The gateway is at /gateway.");
            return;
        }
        if (!fromPage && faults.isGatewayRefused()) {
            text(response, callback, 503, "The gateway is down on purpose.");
            return;
        }
        boolean zlib = false;
        for (Fields.Field field : Request.extractQueryParameters(request)) {
            zlib |= field.getName().equals("compress") && field.getValue().equals("zlib-stream");
        }
        GatewaySocket socket = new GatewaySocket(gateway, fromPage, zlib, gateway.now());
        webSockets.upgrade((in, out, done) -> socket, request, response, callback);
    }

    static void text(Response response, Callback callback, int status, String text) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }
}

package dev.crayfleet.emulator;

import java.io.IOException;
import java.net.URI;
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
 * The entry of all requests: refuses those that come by another host name or from another site's
 * page, and passes the rest to REST, the gateway, attachments or the page.
 */
final class RequestGate extends Handler.Abstract {
    private static final Pattern API_PATH = Pattern.compile("/api(/v\\d+)?(/.*)");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final RestHandler rest;
    private final Gateway gateway;
    private final PageHandler page;
    private final AttachmentHandler attachments;
    private final FaultPlan faults;
    private final ServerWebSocketContainer webSockets;
    private final String ownHost;

    /**
     * @param ownHost under which clients may call besides loopback's names
     */
    RequestGate(
            RestHandler rest,
            Gateway gateway,
            PageHandler page,
            AttachmentHandler attachments,
            FaultPlan faults,
            ServerWebSocketContainer webSockets,
            String ownHost) {
        this.rest = rest;
        this.gateway = gateway;
        this.page = page;
        this.attachments = attachments;
        this.faults = faults;
        this.webSockets = webSockets;
        this.ownHost = ownHost;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
            throws IOException {
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put("Cross-Origin-Resource-Policy", "same-origin");
        String path = request.getHttpURI().getPath();
        if (isForeign(request)) {
            PlainTextResponse.send(
                    response, callback, 403, "This emulator is for this machine only.");
            return true;
        }
        var api = API_PATH.matcher(path);
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
     * Whether another site may have sent it: by a host name that its DNS points to this machine, or
     * from a page of its own in the same browser.
     */
    private boolean isForeign(Request request) {
        String host = Optional.ofNullable(request.getHeaders().get(HttpHeader.HOST)).orElse("");
        String name = withoutPort(host);
        if (!LOOPBACK.contains(name) && !name.equals(ownHost)) {
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
            PlainTextResponse.send(response, callback, 404, "The gateway is at /gateway.");
            return;
        }
        if (!fromPage && faults.isGatewayRefused()) {
            PlainTextResponse.send(response, callback, 503, "The gateway is down on purpose.");
            return;
        }
        boolean compressed = false;
        for (Fields.Field field : Request.extractQueryParameters(request)) {
            compressed |=
                    field.getName().equals("compress") && field.getValue().equals("zlib-stream");
        }
        GatewaySocket socket = new GatewaySocket(gateway, fromPage, compressed, gateway.now());
        webSockets.upgrade((in, out, done) -> socket, request, response, callback);
    }
}

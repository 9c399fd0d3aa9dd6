package dev.crayfleet.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The files of the page. What it shows comes from people and agents, so the browser is told to run
 * nothing but these files, to load nothing from elsewhere, and to refuse a script that would make
 * HTML of a text.
 */
final class PageFiles {
    private static final Set<String> PATHS =
            Set.of(
                    "/page.html",
                    "/theme.css",
                    "/page.css",
                    "/message.css",
                    "/composer.css",
                    "/favicon.svg",
                    "/emoji.svg",
                    "/icons.svg",
                    "/theme.js",
                    "/page.js",
                    "/session.js",
                    "/live.js",
                    "/room.js",
                    "/timeline.js",
                    "/reader.js",
                    "/message.js",
                    "/actions.js",
                    "/editor.js",
                    "/reactions.js",
                    "/embed.js",
                    "/controls.js",
                    "/attachment.js",
                    "/composer.js",
                    "/files.js",
                    "/commands.js",
                    "/dialog.js",
                    "/markdown.js",
                    "/inline.js",
                    "/emoji.js",
                    "/dom.js");

    private static final Map<String, String> CONTENT_TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");

    /** The gateway's address is named, because not every browser counts it as 'self'. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:;"
                    + " connect-src 'self' ws://%s; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                    + " trusted-types 'none'";

    private PageFiles() {}

    static boolean has(String path) {
        return PATHS.contains(resource(path));
    }

    private static String resource(String path) {
        return path.equals("/") ? "/page.html" : path;
    }

    /**
     * @param path one that {@link #has}
     * @param request its host name has been checked
     */
    static void send(String path, Request request, Response response, Callback callback)
            throws IOException {
        String name = resource(path);
        try (InputStream in = PageFiles.class.getResourceAsStream("page" + name)) {
            if (in == null) {
                throw new IOException("The jar lacks " + name);
            }
            var headers = response.getHeaders();
            headers.put(
                    HttpHeader.CONTENT_TYPE,
                    CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
            headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
            headers.put(
                    "Content-Security-Policy",
                    CONTENT_SECURITY_POLICY.formatted(request.getHeaders().get(HttpHeader.HOST)));
            headers.put("Referrer-Policy", "no-referrer");
            response.write(true, ByteBuffer.wrap(in.readAllBytes()), callback);
        }
    }
}

package dev.crayfleet.agents.delegation;

import dev.crayfleet.contract.Limits;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that is authorised.
 *
 * @param grant whose token it has
 * @param path behind the address of the attempt
 * @param query behind the question mark
 * @param fileName of a file that is sent
 * @param isJson whether the answer is to be JSON
 * @param maxBytes of its body
 */
record DelegateHead(
        TaskGrant grant,
        HttpMethod method,
        List<String> path,
        String query,
        String fileName,
        boolean isJson,
        int maxBytes) {
    /** The name of a file that is sent, as UTF-8. */
    static final String FILE_NAME = "crayfleet-file-name";

    private static final Pattern BEARER = Pattern.compile("(?i)bearer +(\\S+) *");

    /**
     * @throws DelegateException if it is not to be done
     */
    static DelegateHead check(HttpRequest request, DelegateServer server) throws DelegateException {
        if (request.decoderResult().isFailure()) {
            throw unreadable(request.decoderResult().cause());
        }
        String uri = request.uri();
        int question = uri.indexOf('?');
        List<String> words =
                List.of((question < 0 ? uri : uri.substring(0, question)).split("/", -1));
        // The first is empty, in front of the first slash.
        TaskGrant grant =
                server.authorised(
                        token(request.headers().get(HttpHeaderNames.AUTHORIZATION)),
                        words.size() > 1 ? words.get(1) : "",
                        words.size() > 2 ? words.get(2) : "");
        DelegateHead head =
                new DelegateHead(
                        grant,
                        request.method(),
                        words.subList(3, words.size()),
                        question < 0 ? "" : uri.substring(question + 1),
                        utf8(request.headers().get(FILE_NAME, "")),
                        request.headers()
                                .get(HttpHeaderNames.ACCEPT, "")
                                .contains("application/json"),
                        maxBytes(request.method()));
        long length = length(request);
        if (length > head.maxBytes()) {
            throw head.tooLarge();
        }
        return head;
    }

    private static @Nullable String token(@Nullable String authorization) {
        Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization);
        return bearer.matches() ? bearer.group(1) : null;
    }

    /** Headers come as if they were ISO 8859-1. */
    private static String utf8(String header) {
        return new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static int maxBytes(HttpMethod method) throws DelegateException {
        if (method.equals(HttpMethod.GET)) {
            return 0;
        }
        if (method.equals(HttpMethod.POST)) {
            return DelegateLimits.FORM_BYTES;
        }
        if (method.equals(HttpMethod.PUT)) {
            return Limits.FILE_BYTES;
        }
        throw new DelegateException(405, "Only GET, POST and PUT are understood here.");
    }

    private static long length(HttpRequest request) throws DelegateException {
        try {
            return HttpUtil.isTransferEncodingChunked(request)
                    ? 0
                    : HttpUtil.getContentLength(request, 0L);
        } catch (NumberFormatException e) {
            throw new DelegateException(400, "The length of the request is no number.");
        }
    }

    /** Whether a file is held in memory for it. */
    boolean isOfFile() {
        return method.equals(HttpMethod.PUT) || path.size() > 3;
    }

    DelegateException tooLarge() {
        String what = method.equals(HttpMethod.PUT) ? "A file" : "A request";
        String hint =
                method.equals(HttpMethod.POST)
                        ? " An instruction has at most %,d; give longer texts as files."
                                .formatted(Limits.INSTRUCTION_BYTES)
                        : "";
        return new DelegateException(
                413, "%s has at most %,d bytes here.%s".formatted(what, maxBytes, hint));
    }

    private static DelegateException unreadable(@Nullable Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ ->
                    new DelegateException(414, "The address is too long.");
            case TooLongHttpHeaderException _ ->
                    new DelegateException(431, "The headers are too long.");
            case null, default -> new DelegateException(400, "That is no request of HTTP.");
        };
    }
}

package dev.crayfleet.emulator;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves files at {@code /attachments/CHANNEL_ID/FILE_ID/NAME}. They come from agents and share the
 * page's origin, so no script in them may run: browsers show pictures and plain text and download
 * everything else.
 */
final class AttachmentHandler {
    private static final Set<String> SHOWN_IMAGES =
            Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

    private final EmulatorState state;
    private final AttachmentStore attachments;

    AttachmentHandler(EmulatorState state, AttachmentStore attachments) {
        this.state = state;
        this.attachments = attachments;
    }

    void handle(String path, Response response, Callback callback) throws IOException {
        String[] parts = path.split("/", -1);
        Optional<StoredFile> file = parts.length == 5 ? find(parts[2], parts[3]) : Optional.empty();
        Optional<byte[]> bytes =
                file.isPresent() ? attachments.get(file.get().id()) : Optional.empty();
        if (file.isEmpty() || bytes.isEmpty()) {
            PlainTextResponse.send(response, callback, 404, "This content is no longer available.");
            return;
        }
        var headers = response.getHeaders();
        String type = file.get().contentType();
        boolean isImage = SHOWN_IMAGES.contains(type);
        boolean isText = !isImage && type.startsWith("text/");
        headers.put(HttpHeader.CONTENT_TYPE, isText ? "text/plain; charset=utf-8" : type);
        String name = URLEncoder.encode(file.get().name(), StandardCharsets.UTF_8);
        headers.put(
                "Content-Disposition",
                (isImage || isText ? "inline" : "attachment")
                        + "; filename*=UTF-8''"
                        + name.replace("+", "%20"));
        headers.put("Content-Security-Policy", "sandbox; default-src 'none'");
        headers.put(HttpHeader.CONTENT_LENGTH, bytes.get().length);
        response.write(true, ByteBuffer.wrap(bytes.get()), callback);
    }

    /** Only files of messages that are still there. */
    private Optional<StoredFile> find(String channel, String id) {
        long channelId;
        long fileId;
        try {
            channelId = RoutedRequest.snowflake("channel_id", channel);
            fileId = RoutedRequest.snowflake("attachment_id", id);
        } catch (ApiError e) {
            return Optional.empty();
        }
        return state.locked(() ->
                state.messages().ofChannel(channelId).descendingMap().values().stream()
                        .flatMap(message -> message.body().files().stream())
                        .filter(file -> file.id() == fileId)
                        .findFirst());
    }
}

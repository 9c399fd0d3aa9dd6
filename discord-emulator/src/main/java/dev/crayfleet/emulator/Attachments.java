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
 * Serves files at {@code /attachments/channel/file/name}. They come from agents and share the
 * page's origin, so nothing in them may run: pictures are shown, text is text, the rest is for
 * saving.
 */
final class Attachments {
    private static final Set<String> SHOWN =
            Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

    private final EmulatorState world;
    private final AttachmentStore files;

    Attachments(EmulatorState world, AttachmentStore files) {
        this.world = world;
        this.files = files;
    }

    void handle(String path, Response response, Callback callback) throws IOException {
        String[] parts = path.split("/", -1);
        Optional<StoredFile> file = parts.length == 5 ? find(parts[2], parts[3]) : Optional.empty();
        Optional<byte[]> bytes = file.isPresent() ? files.get(file.get().id()) : Optional.empty();
        if (file.isEmpty() || bytes.isEmpty()) {
            RequestGate.text(response, callback, 404, "This content is no longer available.");
            return;
        }
        var headers = response.getHeaders();
        String type = file.get().contentType();
        boolean shown = SHOWN.contains(type);
        boolean text = !shown && type.startsWith("text/");
        headers.put(HttpHeader.CONTENT_TYPE, text ? "text/plain; charset=utf-8" : type);
        String name = URLEncoder.encode(file.get().name(), StandardCharsets.UTF_8);
        headers.put(
                "Content-Disposition",
                (shown || text ? "inline" : "attachment")
                        + "; filename*=UTF-8''"
                        + name.replace("+", "%20"));
        headers.put("Content-Security-Policy", "sandbox; default-src 'none'");
        headers.put(HttpHeader.CONTENT_LENGTH, bytes.get().length);
        response.write(true, ByteBuffer.wrap(bytes.get()), callback);
    }

    private Optional<StoredFile> find(String channel, String id) {
        long channelId;
        long fileId;
        try {
            channelId = RoutedRequest.snowflake("channel_id", channel);
            fileId = RoutedRequest.snowflake("attachment_id", id);
        } catch (ApiError e) {
            return Optional.empty();
        }
        return world.locked(() ->
                world.messages(channelId).descendingMap().values().stream()
                        .flatMap(message -> message.files().stream())
                        .filter(file -> file.id() == fileId)
                        .findFirst());
    }
}

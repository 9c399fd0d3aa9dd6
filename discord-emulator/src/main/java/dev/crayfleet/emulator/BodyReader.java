package dev.crayfleet.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Reads bodies: JSON, multipart with {@code payload_json} and files, or empty ones. */
final class BodyReader {
    /** The limit for files, and 1 MiB for the rest of the body. */
    private static final int MAX_BODY_BYTES = (10 << 20) + (1 << 20);

    private static final int MAX_PARTS = 32;

    private BodyReader() {}

    /**
     * @throws ApiError if it is too large or malformed
     * @throws IOException if the client has gone
     */
    static RequestBody read(Request request) throws IOException {
        byte[] bytes = bytes(request);
        @Nullable String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        String boundary = MultiPart.extractBoundary(type);
        if (boundary != null) {
            return multipart(bytes, boundary);
        }
        if (bytes.length == 0) {
            return new RequestBody(JsonTrees.object(), List.of());
        }
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw ApiError.of(
                    400, 50035, "Invalid Form Body: Content-Type must be application/json");
        }
        return new RequestBody(json(new String(bytes, StandardCharsets.UTF_8)), List.of());
    }

    private static byte[] bytes(Request request) throws IOException {
        if (request.getLength() > MAX_BODY_BYTES) {
            throw ApiError.tooLarge();
        }
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] bytes = in.readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw ApiError.tooLarge();
            }
            return bytes;
        }
    }

    private static JsonNode json(String text) {
        try {
            return JsonTrees.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw ApiError.of(400, 50109, "The request body contains invalid JSON.");
        }
    }

    private static RequestBody multipart(byte[] bytes, String boundary) throws IOException {
        var parser = new MultiPartFormData.Parser(boundary);
        parser.setMaxParts(MAX_PARTS);
        parser.setMaxLength(MAX_BODY_BYTES);
        parser.setMaxFileSize(MAX_BODY_BYTES);
        parser.setMaxMemoryFileSize(MAX_BODY_BYTES);
        JsonNode json = JsonTrees.object();
        ObjectNode fields = JsonTrees.object();
        List<Upload> uploads = new ArrayList<>();
        try (var parts = parser.parse(new ByteBufferContentSource(ByteBuffer.wrap(bytes))).join()) {
            for (MultiPart.Part part : parts) {
                if (part.getName().equals("payload_json")) {
                    json = json(part.getContentAsString(StandardCharsets.UTF_8));
                } else if (part.getFileName() != null) {
                    uploads.add(upload(part));
                } else {
                    fields.put(part.getName(), part.getContentAsString(StandardCharsets.UTF_8));
                }
            }
        } catch (CompletionException e) {
            throw ApiError.of(400, 50035, "Invalid Form Body: the multipart body cannot be read");
        }
        return new RequestBody(json.isEmpty() ? fields : json, uploads);
    }

    private static Upload upload(MultiPart.Part part) throws IOException {
        @Nullable String type = part.getHeaders().get(HttpHeader.CONTENT_TYPE);
        try (InputStream in = Content.Source.asInputStream(part.getContentSource())) {
            return new Upload(
                    part.getName(),
                    part.getFileName(),
                    type == null ? "application/octet-stream" : type,
                    in.readAllBytes());
        }
    }
}

package dev.crayfleet.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Bytes as the corpus writes them:
 *
 * <pre>
 * "text"                                     its UTF-8
 * {"hex": "ff fe 61 00"}                     these bytes
 * {"text": "ä", "charset": "windows-1252"}   a text in another charset
 * {"repeat": content, "times": 1900}         a content so many times
 * [content, content]                         one after the other
 * </pre>
 */
final class Content {
    /** More than the largest file that is carried, and not so much that a test is slow. */
    private static final int MAX_BYTES = 32 * 1024 * 1024;

    private Content() {}

    /**
     * @throws IllegalArgumentException if it is malformed, or longer than 32 MiB
     */
    static byte[] bytes(JsonNode node) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(node, out);
        return out.toByteArray();
    }

    private static void write(JsonNode node, ByteArrayOutputStream out) {
        if (node.isTextual()) {
            out.writeBytes(node.textValue().getBytes(StandardCharsets.UTF_8));
        } else if (node.isArray()) {
            node.forEach(part -> write(part, out));
        } else if (node.has("hex")) {
            out.writeBytes(HexFormat.of().parseHex(node.get("hex").asText().replace(" ", "")));
        } else if (node.has("charset")) {
            out.writeBytes(
                    node.path("text")
                            .asText()
                            .getBytes(Charset.forName(node.get("charset").asText())));
        } else if (node.has("repeat")) {
            byte[] part = bytes(node.get("repeat"));
            int times = node.path("times").asInt();
            if ((long) part.length * times > MAX_BYTES) {
                throw new IllegalArgumentException("longer than 32 MiB: " + node);
            }
            for (int i = 0; i < times; i++) {
                out.writeBytes(part);
            }
        } else {
            throw new IllegalArgumentException("no content: " + node);
        }
        if (out.size() > MAX_BYTES) {
            throw new IllegalArgumentException("longer than 32 MiB");
        }
    }
}

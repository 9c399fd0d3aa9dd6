package dev.crayfleet.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.emulator.DiscordEmulator;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** Posts messages with files, as the person at the page does. */
record Uploads(DiscordEmulator discord) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param files contents by name
     * @return the message, as Discord answers it
     */
    JsonNode post(String channel, String text, Map<String, byte[]> files) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        part("name=\"payload_json\"", JSON.writeValueAsBytes(Map.of("content", text)), body);
        int i = 0;
        for (var file : files.entrySet()) {
            part(
                    "name=\"files[%d]\"; filename=\"%s\"".formatted(i++, file.getKey()),
                    file.getValue(),
                    body);
        }
        body.writeBytes("--cut--\r\n".getBytes(UTF_8));
        URI uri =
                URI.create(
                        discord.apiUrl() + "/channels/" + discord.channelId(channel) + "/messages");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer =
                    http.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Authorization", discord.userToken())
                                    .header("Content-Type", "multipart/form-data; boundary=cut")
                                    .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                                    .build(),
                            BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            return JSON.readTree(answer.body());
        }
    }

    private static void part(String name, byte[] content, ByteArrayOutputStream body) {
        body.writeBytes(
                "--cut\r\nContent-Disposition: form-data; %s\r\n\r\n"
                        .formatted(name)
                        .getBytes(UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(UTF_8));
    }
}

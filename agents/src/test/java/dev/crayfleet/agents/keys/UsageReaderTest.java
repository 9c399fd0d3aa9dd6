package dev.crayfleet.agents.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many tokens an answer took, wherever it is cut into pieces. */
class UsageReaderTest {
    private static final String CHAT_STREAM =
            """
            data: {"choices":[{"index":0,"delta":{"content":"the usage: {\\"prompt_tokens\\":9}"}}],"usage":null}

            data: {"choices":[],"usage":{"prompt_tokens":180,"completion_tokens":61,"prompt_tokens_details":{"cached_tokens":100}}}

            data: [DONE]

            """;

    private static final String ANTHROPIC_STREAM =
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"m","usage":{"input_tokens":25,"cache_creation_input_tokens":5,"cache_read_input_tokens":70,"output_tokens":1}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"data: hi"}}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    private static final String RESPONSES_STREAM =
            """
            event: response.created
            data: {"type":"response.created","response":{"id":"r","usage":null}}

            : a comment
            event: response.completed
            data: {"type":"response.completed","response":{"output":[{"usage":{"input_tokens":7}}],"usage":{"input_tokens":30,"input_tokens_details":{"cached_tokens":3},"output_tokens":12,"total_tokens":42}}}

            """;

    /** By pieces of every length, and with both kinds of line ends. */
    private static void assertTokens(String type, String text, long input, long output) {
        for (String each : new String[] {text, text.replace("\n", "\r\n")}) {
            byte[] bytes = each.getBytes(StandardCharsets.UTF_8);
            for (int length = 1; length <= bytes.length; length++) {
                UsageReader reader = new UsageReader(type);
                for (int at = 0; at < bytes.length; at += length) {
                    reader.accept(
                            Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + length)));
                }
                UsageSeen seen = reader.end();
                assertThat(seen.isKnown()).as("pieces of %d", length).isTrue();
                assertThat(seen.input()).isEqualTo(input);
                assertThat(seen.output()).isEqualTo(output);
            }
        }
    }

    @Test
    void readsChatCompletions() {
        assertTokens("text/event-stream; charset=utf-8", CHAT_STREAM, 180, 61);
        assertTokens(
                "application/json",
                "{\"choices\":[{\"message\":{\"content\":\"x\"}}],\"usage\":{\"prompt_tokens\":18,\"completion_tokens\":6}}",
                18,
                6);
    }

    @Test
    void readsAnthropicMessages() {
        assertTokens("text/event-stream", ANTHROPIC_STREAM, 100, 15);
        assertTokens(
                "application/json",
                "{\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":4,\"output_tokens\":5}}",
                7,
                5);
    }

    @Test
    void readsTheResponsesApi() {
        assertTokens("text/event-stream", RESPONSES_STREAM, 30, 12);
        assertTokens(
                "application/json",
                "{\"object\":\"response\",\"usage\":{\"input_tokens\":3,\"output_tokens\":5}}",
                3,
                5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data: {{{ no JSON\n\n",
                "data: {\"usage\":{\"prompt_tokens\":-1}}\n\n",
                "data: {\"usage\":{\"prompt_tokens\":99999999999999999999}}\n\n",
                "data: {\"usage\":{\"prompt_tokens\":1.5}}\n\n",
                "data: {\"usage\":[1,2,3]}\n\n",
                "data: {\"a\":{\"usage\":{\"prompt_tokens\":1}}}\n\n",
                "datum: {\"usage\":{\"prompt_tokens\":1}}\n\n",
                "id: {\"usage\":{\"prompt_tokens\":1}}\n\n"
            })
    void countsNothingElse(String text) {
        UsageReader reader = new UsageReader("text/event-stream");
        reader.accept(text.getBytes(StandardCharsets.UTF_8));
        assertThat(reader.end().isKnown()).isFalse();
    }

    @Test
    void readsOnBehindALineThatIsNoJson() {
        UsageReader reader = new UsageReader("text/event-stream");
        reader.accept("data: {{{\n\ndata: ".getBytes(StandardCharsets.UTF_8));
        reader.accept("[".repeat(10_000).getBytes(StandardCharsets.UTF_8));
        reader.accept("\n\n".getBytes(StandardCharsets.UTF_8));
        reader.accept(CHAT_STREAM.getBytes(StandardCharsets.UTF_8));
        assertThat(reader.end().input()).isEqualTo(180);
    }

    @Test
    void holdsNoMoreThanOneTextHoweverLongAnAnswerIs() {
        UsageReader reader = new UsageReader("application/json");
        reader.accept("{\"image\":\"".getBytes(StandardCharsets.UTF_8));
        byte[] piece = "A".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 64; i++) {
            reader.accept(piece);
        }
        reader.accept("\",\"usage\":{\"input_tokens\":3}}".getBytes(StandardCharsets.UTF_8));
        assertThat(reader.end().isKnown()).as("it gave up").isFalse();
    }
}

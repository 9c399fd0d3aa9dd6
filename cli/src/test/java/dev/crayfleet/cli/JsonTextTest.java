package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void isHarmlessToATerminalAndSaysTheSame() throws Exception {
        String hostile =
                "\u001b[2J\u0000\u007f\u009b31m\u202eabc\u2066\u2028\u200b\r\n\t\"\\ × 日本 🦞 \ud83d";
        ObjectNode node = JSON.createObjectNode().put("text", hostile).put(hostile, 1);
        String json = JsonText.of(node);
        assertThat(json.codePoints())
                .noneMatch(point -> point != '\n' && Character.isISOControl(point))
                .noneMatch(point -> Character.getType(point) == Character.FORMAT)
                .noneMatch(point -> Character.getType(point) == Character.SURROGATE);
        assertThat(json).contains("× 日本 🦞");
        assertThat(JSON.readTree(json)).isEqualTo(node);
    }
}

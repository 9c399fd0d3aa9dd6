package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextEditorTest {
    @Test
    void whatTheEditorWritesComesBackWithoutTheLastNewline() {
        byte[] after = editor("sed -i s/soon/2m/").edit(utf8("{\"timeout\": \"soon\"}\n"));
        assertThat(new String(after, StandardCharsets.UTF_8)).isEqualTo("{\"timeout\": \"2m\"}");
    }

    @Test
    void visualGoesFirst() {
        TextEditor editor =
                TextEditor.of(Map.of("VISUAL", "sed -i s/a/b/", "EDITOR", "sed -i s/a/c/"));
        assertThat(editor.edit(utf8("a"))).isEqualTo(utf8("b"));
    }

    @Test
    void nothingIsDoneWhereTheEditorFailsOrNothingIsWritten() {
        assertThatThrownBy(() -> editor("false").edit(utf8("a")))
                .hasMessageContaining("the editor false ended with 1");
        assertThatThrownBy(() -> editor("truncate -s 0").edit(utf8("a")))
                .hasMessageContaining("nothing was written");
        assertThatThrownBy(() -> editor("true").edit(new byte[] {(byte) 0xff}))
                .hasMessageContaining("no text in UTF-8");
        assertThatThrownBy(() -> TextEditor.of(Map.of("EDITOR", " ")))
                .hasMessageContaining("set VISUAL or EDITOR");
    }

    private static TextEditor editor(String command) {
        return TextEditor.of(Map.of("EDITOR", command));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

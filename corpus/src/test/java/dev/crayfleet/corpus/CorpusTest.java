package dev.crayfleet.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class CorpusTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void readsTheInputsOfAKind() {
        HostileInput plain = Corpus.of("text").getFirst();

        assertThat(plain.name()).isEqualTo("plain");
        assertThat(plain.text("text")).contains("Calculate 25 × 4 [thinking:low]");
        assertThat(plain.answer("prompt")).contains("Calculate 25 × 4");
        assertThat(plain.text("nothing")).isEmpty();
    }

    @Test
    void refusesAKindThatIsNotThere() {
        assertThatThrownBy(() -> Corpus.of("nonsense")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void writesBytesInEachNotation() throws Exception {
        assertThat(bytes("\"ä\"")).containsExactly(0xC3, 0xA4);
        assertThat(bytes("{\"hex\": \"ff fe\"}")).containsExactly(0xFF, 0xFE);
        assertThat(bytes("{\"text\": \"ä\", \"charset\": \"windows-1252\"}")).containsExactly(0xE4);
        assertThat(bytes("{\"repeat\": \"ab\", \"times\": 2}")).containsExactly('a', 'b', 'a', 'b');
        assertThat(bytes("[\"a\", {\"hex\": \"00\"}]")).containsExactly('a', 0);
    }

    @Test
    void refusesWhatIsTooLongOrNoContent() {
        assertThatThrownBy(() -> bytes("{\"repeat\": \"ab\", \"times\": 100000000}"))
                .hasMessageContaining("32 MiB");
        assertThatThrownBy(() -> bytes("{\"nonsense\": 1}")).hasMessageContaining("no content");
    }

    private static byte[] bytes(String json) throws Exception {
        return Content.bytes(JSON.readTree(json));
    }
}

package dev.crayfleet.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.corpus.HostileRecord.Outcome;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorpusTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TOPICS =
            List.of("tasks", "runs", "claims", "results", "events", "files");
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");

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

    @Test
    void readsEveryRecord() {
        List<HostileRecord> all = HostileRecord.all();

        assertThat(all).extracting(HostileRecord::topic).containsOnlyElementsOf(TOPICS);
        assertThat(all).extracting(HostileRecord::compression).containsOnlyElementsOf(CODECS);
        assertThat(all).extracting(HostileRecord::outcome).contains(Outcome.values());
        HostileRecord large = record(all, "1.1 MB of headers");
        assertThat(large.headers()).hasSize(1);
        assertThat(large.headers().getFirst().value()).hasSize(1_100_000);
        assertThat(record(all, "20,000 headers").headers()).hasSize(20_000);
        assertThat(record(all, "no value").value()).isNull();
        assertThat(record(all, "no bytes").value()).isEmpty();
        assertThat(record(all, "no timestamp").timestamp()).isEqualTo(-1);
        assertThat(record(all, "plain text").timestamp()).isNull();
        assertThat(record(all, "headers without value and name").headers().getFirst().value())
                .isNull();
    }

    private static HostileRecord record(List<HostileRecord> all, String name) {
        return all.stream()
                .filter(each -> each.source().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] bytes(String json) throws Exception {
        return Content.bytes(JSON.readTree(json));
    }
}

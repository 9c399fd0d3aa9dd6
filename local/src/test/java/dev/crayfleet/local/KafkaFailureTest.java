package dev.crayfleet.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaFailureTest {
    @TempDir private Path data;

    @Test
    void aFolderThatIsGoneIsNamed() {
        assertThat(KafkaFailure.sentence(data, Path.of("local.log")))
                .isEqualTo(
                        "Kafka has given up, and the fleet with it: %s is gone. When that is mended, start it again: what is still in %s is done then."
                                .formatted(data.resolve("kafka"), data));
    }

    @Test
    void theLogIsNamedWhereNothingElseIsKnown() throws Exception {
        Path kafka = Files.createDirectories(data.resolve("kafka"));
        assertThat(KafkaFailure.sentence(data, Path.of("local.log")))
                .contains("with it: local.log says why.");
        assertThat(kafka).as("nothing is left of trying it").isEmptyDirectory();
    }
}

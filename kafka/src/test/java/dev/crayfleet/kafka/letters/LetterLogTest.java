package dev.crayfleet.kafka.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicSetup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of a real broker, more of which are done than are found at most. */
class LetterLogTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int LETTERS = 3_000;

    @TempDir private Path folder;

    @Test
    void openLettersAreFoundBehindThoseThatAreDone() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
            TopicSetup.ensure(settings, "test", TIMEOUT);
            try (Producer<String, byte[]> producer =
                    KafkaClients.newProducer(settings, "test", TIMEOUT)) {
                for (int i = 0; i < LETTERS; i++) {
                    producer.send(letter("letter " + i));
                }
                for (int i = 0; i < LETTERS; i++) {
                    if (i != 1 && i != 1_500 && i != LETTERS - 1) {
                        producer.send(dropped(i));
                    }
                }
                producer.flush();
            }
            LetterLog log = new LetterLog(settings, "test");
            List<LetterSummary> open =
                    log.search(LetterFilter.OPEN, 3, Deadline.after(TIMEOUT), Progress.NONE);
            assertThat(open)
                    .extracting(LetterSummary::text)
                    .containsExactly("letter 1", "letter 1500", "letter 2999");
            assertThatThrownBy(() ->
                            log.search(
                                    LetterFilter.OPEN, 2, Deadline.after(TIMEOUT), Progress.NONE))
                    .hasMessageContaining("more than 2 dead letters are meant");
        }
    }

    private static ProducerRecord<String, byte[]> letter(String text) {
        return new ProducerRecord<>(
                Topics.DEAD_LETTERS.topic(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static ProducerRecord<String, byte[]> dropped(int number) {
        ProducerRecord<String, byte[]> note =
                new ProducerRecord<>(Topics.DEAD_LETTERS.topic(), new byte[0]);
        note.headers()
                .add(
                        Topics.HEADER_LETTER,
                        Integer.toString(number).getBytes(StandardCharsets.UTF_8))
                .add(Topics.HEADER_LETTER_DONE, "dropped".getBytes(StandardCharsets.UTF_8));
        return note;
    }
}

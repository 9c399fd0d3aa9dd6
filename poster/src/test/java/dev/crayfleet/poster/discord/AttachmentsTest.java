package dev.crayfleet.poster.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.poster.Samples;
import dev.crayfleet.poster.rendering.Post;
import java.time.Duration;
import java.util.List;
import net.dv8tion.jda.api.utils.FileUpload;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class AttachmentsTest {
    private static final FileRef FIRST = Samples.file("one.txt", 3);
    private static final FileRef SECOND = Samples.file("other.txt", 3);

    private final Attachments attachments = new Attachments(AttachmentsTest::unreachable);

    @Test
    void aFileThatCannotBeReadIsReplacedByANoticeAfterEightTries() throws Exception {
        Post post = post("nonce", FIRST, SECOND);
        for (int i = 1; i < 8; i++) {
            assertThatThrownBy(() -> attachments.uploadsOf(post))
                    .isInstanceOf(FileStore.FileLostException.class);
        }
        assertThat(attachments.uploadsOf(post))
                .extracting(FileUpload::getName)
                .containsExactly("one.txt.missing.txt", "other.txt.missing.txt");
    }

    @Test
    void triesAreCountedForEachPost() {
        for (int i = 0; i < 20; i++) {
            Post post = post("nonce-" + i / 7, FIRST);
            assertThatThrownBy(() -> attachments.uploadsOf(post))
                    .isInstanceOf(FileStore.FileLostException.class);
        }
    }

    private static Post post(String nonce, FileRef... files) {
        return new Post(
                nonce,
                "a result",
                List.of(files).stream().<Post.Attachment>map(Post.Attachment.Stored::new).toList());
    }

    /** Fails as the store does when Kafka cannot be reached. */
    private static byte[] unreachable(FileRef file) throws FileStore.FileLostException {
        MockProducer<String, byte[]> producer = new MockProducer<>();
        producer.sendException = new TimeoutException("away");
        new FileStore(KafkaSettings.of("127.0.0.1:9"), producer, Duration.ofSeconds(1))
                .put(new TaskId("t"), file.name(), new byte[3]);
        throw new AssertionError("the store should have failed");
    }
}

package dev.crayfleet.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
    @Test
    void keepsItsTopicsOverARestart(@TempDir Path data) throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.start(data, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", first.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        try (EmbeddedKafka second = EmbeddedKafka.start(data, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", second.bootstrap()))) {
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("kept");
        }
    }

    @Test
    void saysWhenItGivesUpItsFolder(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        CountDownLatch gaveUp = new CountDownLatch(1);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            EmbeddedKafka.whenItGivesUp(gaveUp::countDown);
            admin.createTopics(List.of(new NewTopic("lost", 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            // As a full disk does: what is written there from now on fails.
            Files.move(data, folder.resolve("elsewhere"));
            assertThat(gaveUp.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            Exit.resetHaltProcedure();
            Exit.resetExitProcedure();
        }
    }
}

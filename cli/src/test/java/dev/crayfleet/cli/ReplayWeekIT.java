package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a search through the log of a week takes, and in how little memory. */
@Tag("long")
class ReplayWeekIT {
    private static final int TASKS = 300_000;
    private static final int EVERY_FAILED = 50;

    @TempDir Path folder;
    @TempDir Path work;

    @Test
    void aWeekIsSearchedInSecondsByAProcessWithASmallHeap() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
            TopicSetup.ensure(settings, "test", Duration.ofSeconds(30));
            Instant from = Instant.now().minus(Duration.ofDays(7)).plus(Duration.ofHours(1));
            String padding = "-" + "x".repeat(100);
            try (EndedTasks tasks = new EndedTasks(settings)) {
                for (int i = 0; i < TASKS; i++) {
                    tasks.write(
                            "task-" + i + padding,
                            "pool-" + i % 20,
                            i % EVERY_FAILED == 0 ? TaskStatus.FAILED : TaskStatus.SUCCEEDED,
                            from.plusSeconds(2L * i));
                }
                tasks.flush();
            }
            for (String since : new String[] {"7d", "1d"}) {
                search(kafka, since);
            }
        }
    }

    private void search(EmbeddedKafka kafka, String since) throws Exception {
        CommandProcess search =
                CommandProcess.run(
                                work,
                                "96m",
                                "replay",
                                "--failed",
                                "--dry-run",
                                "--since",
                                since,
                                "--bootstrap",
                                kafka.bootstrap())
                        .print("replay --failed --dry-run --since " + since);
        String said = search.out() + search.err();
        assertThat(search.code()).as(said).isZero();
        assertThat(said).contains("to replay");
        if (since.equals("7d")) {
            assertThat(said).contains("%,d tasks found".formatted(TASKS / EVERY_FAILED));
        }
        assertThat(search.took()).isLessThan(Duration.ofSeconds(60));
    }
}

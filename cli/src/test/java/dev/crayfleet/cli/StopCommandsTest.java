package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.cli.AnsweringServer.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StopCommandsTest {
    /** Then the order goes to Kafka, as where no dispatcher is there at all. */
    @Test
    void aDispatcherThatOnlyFailsHasNotTakenTheOrder() {
        try (AnsweringServer failing =
                AnsweringServer.start(
                        question -> new Answer(503, "{\"detail\": \"Kafka is away.\"}"))) {
            assertThat(post(failing.url())).hasMessageContaining("answered 503: Kafka is away.");
            assertThat(failing.asked()).containsExactly("POST /stop");
        }
        assertThat(post("http://127.0.0.1:1")).hasMessageContaining("nothing answers");
        try (AnsweringServer well = AnsweringServer.start(question -> new Answer(202, "{}"))) {
            assertThat(post(well.url())).isNull();
        }
    }

    /** At the end of the time that an order has. */
    private static @Nullable IllegalStateException post(String url) {
        return StopCommands.Stop.post(
                new FleetHttp("the dispatcher", url, "--dispatcher"),
                "order",
                "why",
                System.nanoTime() - FleetOrder.CONFIRM_TIMEOUT.toNanos());
    }
}

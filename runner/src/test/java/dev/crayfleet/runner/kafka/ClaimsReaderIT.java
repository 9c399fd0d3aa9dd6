package dev.crayfleet.runner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ClaimsReaderIT {
    @TempDir Path folder;

    @Test
    void readsOnWhateverAClaimThrows() throws Exception {
        RunnerId id = new RunnerId("r-deaf");
        Holder holder = new Holder(id, new Incarnation("1"));
        List<ClaimMessage> handled = new CopyOnWriteArrayList<>();
        ClaimsReader.Listener listener =
                new ClaimsReader.Listener() {
                    @Override
                    public void handle(ClaimMessage message) {
                        handled.add(message);
                        if (handled.size() == 1) {
                            throw new OutOfMemoryError("made up: unable to create native thread");
                        }
                    }

                    @Override
                    public void positionLost(String reason) {}
                };
        try (RunnerKit kit = RunnerKit.start(folder);
                FakeDispatcher dispatcher = kit.dispatcher();
                ClaimsReader reader =
                        new ClaimsReader(
                                kit.kafka(), id, new Codec(), listener, Duration.ofSeconds(60))) {
            reader.start();
            var work = FakeDispatcher.work("1 + 1", TaskOptions.NONE);
            dispatcher.grant(holder, "first", work);
            dispatcher.grant(holder, "second", work);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(handled).hasSize(2));
        }
    }
}

package dev.crayfleet.dispatcher.ledger;

import static dev.crayfleet.dispatcher.ledger.QuarantineFixture.ONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.PackedCodec;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Quarantine;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is stored of a runner, between versions. */
class RunnerEntryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void entriesAreReadableByOlderAndNewerVersions() {
        PackedCodec codec = new PackedCodec();
        OldEntry old =
                new OldEntry(
                        ONE, Pool.DEFAULT, 2, Standing.QUARANTINED, 5, new OldQuarantine(NOW, 1));
        RunnerEntry read = codec.decode(codec.encode(old), RunnerEntry.class);
        assertThat(read.failed()).isEmpty();
        assertThat(read.quarantine()).isEqualTo(new Quarantine(NOW, 1, null));
        assertThat(read.slots()).isEqualTo(2);
        RunnerEntry ours = read.withFailure(new FailedTask(new TaskId("t"), "http:ada", true), 20);
        assertThat(codec.decode(codec.encode(ours), RunnerEntry.class)).isEqualTo(ours);
        assertThat(codec.decode(codec.encode(ours), OldEntry.class).failures()).isEqualTo(1);
    }

    record OldEntry(
            Holder holder,
            Pool pool,
            int slots,
            Standing standing,
            int failures,
            @Nullable OldQuarantine quarantine) {}

    record OldQuarantine(Instant until, int spell) {}
}

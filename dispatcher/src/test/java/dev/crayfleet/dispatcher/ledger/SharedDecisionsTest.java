package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SharedDecisionsTest {
    private static final Requester ADA = new Requester("discord:1", "Ada");
    private static final String FILE =
            """
            {"roles": {"member": {"members": ["discord:1"], "may": ["submit"]},
                       "lead": {"members": ["discord:2"], "may": ["*"]}}}\
            """;

    private final LedgerHarness lane = new LedgerHarness();

    private @Nullable Allowed allowed(String id) {
        return lane.ledger().task(new TaskId(id)).orElseThrow().submission().allowed();
    }

    private void submit(String id, String requester) {
        lane.submit(
                lane.task(id, requester, TaskOptions.NONE)
                        .withRequester(new Requester(requester, id)));
    }

    @Test
    void tasksThatAreAllowedInTheSameWayShareTheDecision() {
        lane.order(FleetFiles.changed(1, FILE, new Order("o", ADA, null, lane.now)));
        submit("a", "discord:1");
        submit("b", "discord:1");
        submit("c", "discord:2");

        assertThat(allowed("a")).isNotNull().isSameAs(allowed("b"));
        assertThat(allowed("c")).isNotNull().isNotEqualTo(allowed("a"));

        lane.takeOver();
        assertThat(allowed("a")).isNotNull().isSameAs(allowed("b"));
        assertThat(allowed("c")).isNotEqualTo(allowed("a"));
    }
}

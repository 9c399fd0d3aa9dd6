package dev.crayfleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.kafka.fleet.FleetFileRecord;
import dev.crayfleet.stage.access.CurrentFleet;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may post a task with a key in it. The key is made up while it runs. */
class SubmitGateTest {
    private static final Origin DISCORD = new Origin.Discord("1", "2");
    private static final Pool POOL = new Pool("default");
    private static final String KEY = "gh" + "p_" + "aB3dE5gH7k".repeat(4);
    private static final String FILE =
            """
            {"roles": {
              "lead": {"members": ["discord:1"], "may": ["submit", "secrets"]},
              "auditor": {"members": ["discord:2"], "may": ["submit", "secrets"], "agents": ["auditor"]},
              "member": {"members": ["discord:3"], "may": ["submit", "cancel-any"]},
              "all": {"members": ["discord:4"], "may": ["*"]}}}
            """;

    private final CurrentFleet fleet = new CurrentFleet();
    private final SubmitGate gate = new SubmitGate(fleet, false);

    @Test
    void aKeyIsRefusedWithoutBeingQuoted() {
        assertThat(refusal(gate, "1", "use " + KEY))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence)
                                .contains("a token of GitHub", "not taken", "Delete the message")
                                .doesNotContain(KEY.substring(0, 8)));
        assertThat(gate.secretRefusal(new Requester("http:x", "x"), new Origin.Http(), POOL, KEY))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).contains("revoke").doesNotContain("Delete"));
        assertThat(refusal(gate, "1", "use the key")).isEmpty();
    }

    @Test
    void aSettingAllowsItWhereThereIsNoFleetFile() {
        SubmitGate open = new SubmitGate(fleet, true);
        assertThat(refusal(open, "1", KEY)).isEmpty();
        follow();
        assertThat(refusal(open, "3", KEY)).as("the file decides").isPresent();
    }

    @Test
    void theRightOfARoleAllowsIt() {
        follow();
        assertThat(refusal(gate, "1", KEY)).isEmpty();
        assertThat(refusal(gate, "2", KEY)).as("for another agent").isPresent();
        assertThat(refusal(gate, "3", KEY)).isPresent();
        assertThat(refusal(gate, "4", KEY)).isEmpty();
        assertThat(refusal(gate, "5", KEY)).as("a stranger").isPresent();
    }

    @Test
    void aReasonDoesNotQuoteAKey() {
        String reason = "[model:" + KEY + "] is not understood";
        assertThat(gate.reason(reason, "x " + reason, DISCORD)).doesNotContain(KEY);
        assertThat(gate.reason("[model:x] is not understood", "x", DISCORD))
                .isEqualTo("[model:x] is not understood");
    }

    private void follow() {
        Order order = new Order("1", new Requester("cli:x", "x"), null, Instant.EPOCH);
        fleet.follow(new FleetFileRecord(1, "0".repeat(64), FILE, order));
    }

    private static Optional<String> refusal(SubmitGate gate, String user, String text) {
        return gate.secretRefusal(new Requester("discord:" + user, "x"), DISCORD, POOL, text);
    }
}

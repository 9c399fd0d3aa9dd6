package dev.crayfleet.fleet.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.RandomFleets;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.gate.Access;
import dev.crayfleet.fleet.yaml.FleetFile;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FleetWordsTest {
    private static final String FILE =
            """
            agents:
              webster: {about: Reads, capabilities: [web]}
            roles:
              lead: {members: [discord:1234, token:ci], may: [submit, cancel-any, cancel-own, stop]}
              member:
                members: ["discord:*"]
                may: [submit, cancel-own]
                agents: [default, webster]
                mode: restricted
                limits: {timeout: 1h, prompt: 64KiB, tasks-per-minute: 5}
              approver: {may: approve}
            approvals:
              - {when: {agents: webster, roles: member}, by: approver, not-by-requester: true, expires: 2d}
            """;

    private static Fleet fleet(String yaml) {
        return switch (FleetFile.read(yaml.getBytes(StandardCharsets.UTF_8))) {
            case FleetReading.Valid(Fleet fleet) -> fleet;
            case FleetReading.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    @Test
    void aFleetIsSaidInSentences() {
        assertThat(FleetSentences.of(fleet(FILE)))
                .containsExactly(
                        "Roles",
                        "  approver: tokens that are made with it",
                        "    may approve tasks",
                        "    agents: all",
                        "    models: all",
                        "    mode: full",
                        "  lead: Discord user 1234, the token ci",
                        "    may submit tasks, cancel anybody's tasks, stop the whole fleet",
                        "    agents: all",
                        "    models: all",
                        "    mode: full",
                        "  member: everybody at Discord",
                        "    may submit tasks, cancel their own tasks",
                        "    agents: default, webster",
                        "    models: all",
                        "    mode: restricted",
                        "    time-out: at most 1 h",
                        "    prompt: at most 64 KiB",
                        "    tasks a minute: at most 5",
                        "Approvals",
                        "  tasks of webster of who may submit them only by member wait until approver approves them, but not the one who has asked, for 2 days at most",
                        "Agents",
                        "  webster",
                        "    about: Reads",
                        "    mode: full",
                        "    capabilities: web",
                        "    may delegate to: none",
                        "    memory: fresh");
    }

    @Test
    void whatARoleMayIsOneSentence() {
        Fleet fleet = fleet(FILE);
        assertThat(AccessSentences.of(Access.ofRole(fleet, "lead")))
                .isEqualTo(
                        "may submit tasks of every agent with any model in full mode; may see everybody's tasks, cancel anybody's tasks, stop the whole fleet");
        assertThat(AccessSentences.of(Access.ofRole(fleet, "member")))
                .isEqualTo(
                        "may submit tasks of default with any model in restricted mode (time-out at most 1 h, prompt at most 64 KiB, tasks a minute at most 5); may submit tasks of webster with any model in restricted mode (time-out at most 1 h, prompt at most 64 KiB, tasks a minute at most 5), once they are approved; may see their own tasks, cancel their own tasks");
        assertThat(AccessSentences.of(Access.ofRole(fleet, "approver")))
                .isEqualTo("may see everybody's tasks, approve tasks");
        assertThat(AccessSentences.of(Access.ofRoles(fleet, Set.of()))).isEqualTo("may nothing");
    }

    @Test
    void whatMayNotBeMeantIsRemarkedOn() {
        assertThat(FleetSentences.remarks(fleet(FILE)))
                .containsExactly(
                        "nobody may let the stopped fleet go on",
                        "no role has the member \"local\": on this machine, too, nothing is done without a token",
                        "the role approver has no members: only tokens that are made with it have it");
        assertThat(FleetSentences.remarks(Fleet.open())).isEmpty();
        assertThat(FleetSentences.of(Fleet.open()))
                .containsExactly("Roles", "  none is named, so everybody may everything");
    }

    @Test
    void aChangeIsSaidByWhomItConcerns() {
        String other =
                FILE.replace("[discord:1234, token:ci]", "[discord:1234, discord:99]")
                        .replace("cancel-own, stop]", "cancel-own, resume]")
                        .replace("timeout: 1h, ", "")
                        .replace("tasks-per-minute: 5", "tasks-per-minute: 9")
                        .replace("2d", "24h")
                        .replace("webster: {about: Reads", "webster: {about: Reads a lot")
                        .replace("  approver:", "  guest: {may: submit}\n  approver:");
        assertThat(FleetDiff.between(fleet(FILE), fleet(other)))
                .containsExactly(
                        "role guest is new:",
                        "  guest: tokens that are made with it",
                        "    may submit tasks",
                        "    agents: all",
                        "    models: all",
                        "    mode: full",
                        "role lead is now also for Discord user 99",
                        "role lead is no longer for the token ci",
                        "role lead may now also let the stopped fleet go on",
                        "role lead may no longer stop the whole fleet",
                        "role member: time-out: no limit, was at most 1 h",
                        "role member: tasks a minute: at most 9, was at most 5",
                        "no longer: tasks of webster of who may submit them only by member wait until approver approves them, but not the one who has asked, for 2 days at most",
                        "new: tasks of webster of who may submit them only by member wait until approver approves them, but not the one who has asked, for 24 h at most",
                        "agent webster: about: Reads a lot, was Reads");
    }

    @Test
    void aFirstFileWithRolesIsToldAsWhatItIs() {
        assertThat(FleetDiff.between(Fleet.open(), fleet(FILE)).getFirst())
                .isEqualTo("everybody might everything; now only who has a role may what it says");
        assertThat(FleetDiff.between(fleet(FILE), Fleet.open()))
                .contains(
                        "only who had a role might what it said; now everybody may everything",
                        "agent webster is gone");
    }

    @Test
    void noChangeIsForgottenAndNoneIsInvented() {
        for (int seed = 0; seed < 500; seed++) {
            Fleet one = new RandomFleets(seed).governed();
            Fleet other = new RandomFleets(seed + 1_000).governed();
            assertThat(FleetDiff.between(one, one)).isEmpty();
            boolean isSame =
                    one.agents().equals(other.agents())
                            && one.roles().equals(other.roles())
                            && one.approvals().equals(other.approvals());
            assertThat(FleetDiff.between(one, other).isEmpty()).isEqualTo(isSame);
        }
    }
}

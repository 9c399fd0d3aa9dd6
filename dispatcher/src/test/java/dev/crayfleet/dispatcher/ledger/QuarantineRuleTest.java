package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.TaskId;
import dev.crayfleet.dispatcher.ledger.QuarantineRule.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many failures of whom make a quarantine. */
class QuarantineRuleTest {

    /** Each letter is a task of that person; a small one may be the task's own fault. */
    @ParameterizedTest
    @CsvSource({
        "5, AAABB, all",
        "5, AABB, none",
        "5, AABBC, all",
        "5, ABCDE, all",
        "5, AAAA, none",
        "5, AAAAA, of A",
        "5, AAAAAB, of A",
        "5, AAAAB, none",
        "5, AAAAAAAAAAAAAAB, of A",
        "5, AAAAAABB, all",
        "5, aaabbb, none",
        "5, aaaaabbbb, none",
        "5, aaaaabbbbb, all",
        "5, aaaaaaaaa, none",
        "5, aaaaaaaaaa, of A",
        "5, AAabb, none",
        "5, AAabbbbb, all",
        "4, AABB, all",
        "4, AAAB, none",
        "4, AAAA, of A",
        "3, AAB, all",
        "2, AB, all",
        "2, AA, of A",
        "1, A, of A",
        "1, AB, all",
    })
    void failuresLeadToTheVerdict(int after, String failures, String verdict) {
        assertThat(rule(after).judge(failed(failures)))
                .isEqualTo(
                        switch (verdict) {
                            case "all" -> new Verdict.QuarantineForAll();
                            case "of A" -> new Verdict.QuarantineForRequester("A");
                            default -> new Verdict.NoQuarantine();
                        });
    }

    @ParameterizedTest
    @CsvSource({"0", "101", "-1"})
    void refusesANumberOutOfRange(int after) {
        assertThatThrownBy(() -> rule(after)).hasMessageContaining("1 to 100");
    }

    private static QuarantineRule rule(int after) {
        return new QuarantineRule(after, Duration.ofMinutes(1), Duration.ofMinutes(10));
    }

    private static List<FailedTask> failed(String failures) {
        List<FailedTask> failed = new ArrayList<>();
        for (char who : failures.toCharArray()) {
            failed.add(
                    new FailedTask(
                            new TaskId("t" + failed.size()),
                            String.valueOf(Character.toUpperCase(who)),
                            Character.isUpperCase(who)));
        }
        return failed;
    }
}

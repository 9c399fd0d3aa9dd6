package dev.crayfleet.dispatcher.kafka;

import static dev.crayfleet.dispatcher.kafka.CrashLoopRule.Verdict.COUNT_START;
import static dev.crayfleet.dispatcher.kafka.CrashLoopRule.Verdict.COUNT_START_AND_COMMIT;
import static dev.crayfleet.dispatcher.kafka.CrashLoopRule.Verdict.DEAD_LETTER;
import static dev.crayfleet.dispatcher.kafka.CrashLoopRule.Verdict.HANDLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.dispatcher.kafka.CrashLoopRule.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrashLoopRuleTest {
    private Optional<StartCounter> stored = Optional.empty();
    private long committed = 40;

    @Test
    void anOrdinaryStartCountsItsFirstRecordOnly() {
        CrashLoopRule rule = new CrashLoopRule(stored);

        assertThat(rule.next(40)).isEqualTo(COUNT_START);
        assertThat(rule.start()).isEqualTo(new StartCounter(40, 1));
        assertThat(rule.next(41)).isEqualTo(HANDLE);
        assertThat(rule.next(42)).isEqualTo(HANDLE);
    }

    @Test
    void aRecordThatCrashesThreeStartsIsSetAside() {
        assertThat(crashesAt(40)).isTrue();
        assertThat(crashesAt(40)).isTrue();
        assertThat(crashesAt(40)).isTrue();
        assertThat(crashesAt(40)).isFalse();
        assertThat(committed).isEqualTo(50);
    }

    @Test
    void aCrashingRecordThatIsNotTheFirstIsFoundAndNoOtherIsSetAside() {
        List<Long> deadLetters = new ArrayList<>();
        int crashes = 0;
        while (crashesAt(43, deadLetters)) {
            crashes++;
        }

        assertThat(crashes).isEqualTo(3);
        assertThat(deadLetters).containsExactly(43L);
    }

    @Test
    void aStartAtAnotherOffsetBeginsToCountAnew() {
        stored = Optional.of(new StartCounter(40, 2));

        assertThat(new CrashLoopRule(stored).next(44)).isEqualTo(COUNT_START);
    }

    @Test
    void anOrderlyEndDoesNotCountAsACrash() {
        for (int i = 0; i < 10; i++) {
            CrashLoopRule rule = new CrashLoopRule(stored);
            assertThat(rule.next(40)).isEqualTo(COUNT_START);
            stored = rule.startAfterOrderlyEnd();
        }
        assertThat(new CrashLoopRule(Optional.empty()).startAfterOrderlyEnd()).isEmpty();
    }

    @Test
    void afterTwoHundredRecordsNoMoreAreCounted() {
        CrashLoopRule rule = new CrashLoopRule(Optional.of(new StartCounter(40, 1)));
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            verdicts.add(rule.next(40 + i));
        }
        assertThat(verdicts.subList(0, 200)).containsOnly(COUNT_START_AND_COMMIT);
        assertThat(verdicts.subList(200, 300)).containsOnly(HANDLE);
    }

    private boolean crashesAt(long deadlyOffset) {
        return crashesAt(deadlyOffset, new ArrayList<>());
    }

    /** A start that handles up to offset 50, all in one commit unless it is careful. */
    private boolean crashesAt(long deadlyOffset, List<Long> deadLetters) {
        CrashLoopRule rule = new CrashLoopRule(stored);
        for (long offset = committed; offset < 50; offset++) {
            Verdict verdict = rule.next(offset);
            if (verdict == DEAD_LETTER) {
                deadLetters.add(offset);
                continue;
            }
            if (verdict != HANDLE) {
                stored = Optional.of(rule.start());
            }
            if (offset == deadlyOffset) {
                return true;
            }
            if (verdict == COUNT_START_AND_COMMIT) {
                committed = offset + 1;
            }
        }
        committed = 50;
        return false;
    }
}

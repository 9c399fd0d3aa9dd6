package dev.crayfleet.dispatcher.kafka;

import static dev.crayfleet.dispatcher.kafka.CrashLoopRule.Verdict.HANDLE;
import static dev.crayfleet.dispatcher.kafka.CrashLoopRule.Verdict.NOTE;
import static dev.crayfleet.dispatcher.kafka.CrashLoopRule.Verdict.NOTE_AND_COMMIT;
import static dev.crayfleet.dispatcher.kafka.CrashLoopRule.Verdict.SET_ASIDE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.dispatcher.kafka.CrashLoopRule.Note;
import dev.crayfleet.dispatcher.kafka.CrashLoopRule.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrashLoopRuleTest {
    private Optional<Note> kept = Optional.empty();
    private long committed = 40;

    @Test
    void anOrdinaryStartNotesItsFirstRecordOnly() {
        CrashLoopRule rule = new CrashLoopRule(kept);

        assertThat(rule.next(40)).isEqualTo(NOTE);
        assertThat(rule.note()).isEqualTo(new Note(40, 1));
        assertThat(rule.next(41)).isEqualTo(HANDLE);
        assertThat(rule.next(42)).isEqualTo(HANDLE);
    }

    @Test
    void aRecordThatEndsItsProcessIsSetAsideAfterThreeStarts() {
        assertThat(endsAt(40)).isTrue();
        assertThat(endsAt(40)).isTrue();
        assertThat(endsAt(40)).isTrue();
        assertThat(endsAt(40)).isFalse();
        assertThat(committed).isEqualTo(50);
    }

    @Test
    void oneThatIsNotTheFirstIsFoundAndNoOtherIsSetAside() {
        List<Long> aside = new ArrayList<>();
        int deaths = 0;
        while (endsAt(43, aside)) {
            deaths++;
        }

        assertThat(deaths).isEqualTo(3);
        assertThat(aside).containsExactly(43L);
    }

    @Test
    void whoWentOnMeanwhileStartsAnew() {
        kept = Optional.of(new Note(40, 2));

        assertThat(new CrashLoopRule(kept).next(44)).isEqualTo(NOTE);
    }

    @Test
    void anOrderlyEndIsNoRecordsFault() {
        for (int i = 0; i < 10; i++) {
            CrashLoopRule rule = new CrashLoopRule(kept);
            assertThat(rule.next(40)).isEqualTo(NOTE);
            kept = rule.noteAtTheEnd();
        }
        assertThat(new CrashLoopRule(Optional.empty()).noteAtTheEnd()).isEmpty();
    }

    @Test
    void carefulnessEnds() {
        CrashLoopRule rule = new CrashLoopRule(Optional.of(new Note(40, 1)));
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            verdicts.add(rule.next(40 + i));
        }
        assertThat(verdicts.subList(0, 200)).containsOnly(NOTE_AND_COMMIT);
        assertThat(verdicts.subList(200, 300)).containsOnly(HANDLE);
    }

    private boolean endsAt(long deadly) {
        return endsAt(deadly, new ArrayList<>());
    }

    /** A start that handles up to offset 50, all in one commit unless it is careful. */
    private boolean endsAt(long deadly, List<Long> aside) {
        CrashLoopRule rule = new CrashLoopRule(kept);
        for (long offset = committed; offset < 50; offset++) {
            Verdict verdict = rule.next(offset);
            if (verdict == SET_ASIDE) {
                aside.add(offset);
                continue;
            }
            if (verdict != HANDLE) {
                kept = Optional.of(rule.note());
            }
            if (offset == deadly) {
                return true;
            }
            if (verdict == NOTE_AND_COMMIT) {
                committed = offset + 1;
            }
        }
        committed = 50;
        return false;
    }
}

package dev.crayfleet.poster.discord;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.poster.discord.ChannelHistory.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.dv8tion.jda.api.utils.TimeUtil;
import org.junit.jupiter.api.Test;

class ChannelHistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final List<Seen> channel = new ArrayList<>();
    private int requests;

    @Test
    void findsWhatWasPostedLastWhateverStandsBefore() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            said(i, "other " + i);
        }
        said(5_000, "post");
        assertThat(past(5_010, 1_000).take(this::before, "post", at(-60))).isTrue();
        assertThat(requests).isEqualTo(1);
    }

    @Test
    void whatWasPostedSinceDoesNotHideIt() throws Exception {
        said(0, "post");
        for (int i = 100; i < 3_000; i++) {
            said(i, "caught up " + i);
        }
        assertThat(past(60, 1_000).take(this::before, "post", at(-60))).isTrue();
    }

    @Test
    void goesOnPageByPage() throws Exception {
        said(0, "post");
        for (int i = 1; i < 950; i++) {
            said(i, "other " + i);
        }
        assertThat(past(1_000, 1_000).take(this::before, "post", at(-60))).isTrue();
        assertThat(requests).isEqualTo(10);
    }

    @Test
    void readsNoMoreThanItMay() throws Exception {
        said(0, "post");
        for (int i = 1; i < 1_200; i++) {
            said(i, "other " + i);
        }
        assertThat(past(1_300, 1_000).take(this::before, "post", at(-60))).isFalse();
        assertThat(requests).isEqualTo(10);
    }

    @Test
    void readsNoFurtherThanItCanHaveBeenPosted() throws Exception {
        said(0, "post");
        for (int i = 1; i < 500; i++) {
            said(i, "other " + i);
        }
        assertThat(past(600, 1_000).take(this::before, "post", at(450))).isFalse();
        assertThat(requests).isEqualTo(1);
    }

    @Test
    void anOlderMessageWithTheSameTextIsAnotherOne() throws Exception {
        said(0, "READY");
        assertThat(past(100, 1_000).take(this::before, "READY", at(50))).isFalse();
    }

    @Test
    void onlyWhatWePostedCounts() throws Exception {
        channel.add(new Seen(id(0), false, "post"));
        assertThat(past(100, 1_000).take(this::before, "post", at(-60))).isFalse();
    }

    @Test
    void blanksAroundItDoNotCount() throws Exception {
        said(0, "post");
        assertThat(past(100, 1_000).take(this::before, "\npost ", at(-60))).isTrue();
    }

    @Test
    void aMessageAnswersForOnePost() throws Exception {
        said(0, "block");
        said(1, "block");
        ChannelHistory past = past(100, 1_000);
        assertThat(past.take(this::before, "block", at(-60))).isTrue();
        assertThat(past.take(this::before, "block", at(-60))).isTrue();
        assertThat(past.take(this::before, "block", at(-60))).isFalse();
    }

    @Test
    void isReadOnceForAll() throws Exception {
        for (int i = 0; i < 700; i++) {
            said(i, "post " + i);
        }
        ChannelHistory past = past(1_000, 1_000);
        assertThat(past.take(this::before, "never posted", at(-60))).isFalse();
        for (int i = 0; i < 700; i++) {
            assertThat(past.take(this::before, "post " + i, at(-60))).isTrue();
        }
        assertThat(requests).isEqualTo(8);
    }

    private ChannelHistory past(int until, int most) {
        return new ChannelHistory(at(until), most);
    }

    private List<Seen> before(long id) {
        requests++;
        return channel.stream()
                .filter(seen -> seen.id() < id)
                .sorted(Comparator.comparingLong(Seen::id).reversed())
                .limit(ChannelHistory.PAGE)
                .toList();
    }

    private void said(int second, String text) {
        channel.add(new Seen(id(second), true, text));
    }

    private static long id(int second) {
        return TimeUtil.getDiscordTimestamp(at(second).toEpochMilli());
    }

    private static Instant at(int second) {
        return NOON.plus(Duration.ofSeconds(second));
    }
}

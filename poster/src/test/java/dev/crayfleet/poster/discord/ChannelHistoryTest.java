package dev.crayfleet.poster.discord;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.poster.discord.ChannelHistory.HistoryMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.dv8tion.jda.api.utils.TimeUtil;
import org.junit.jupiter.api.Test;

class ChannelHistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final List<HistoryMessage> channel = new ArrayList<>();
    private int requests;

    @Test
    void findsTheLatestMessageWithOneRequest() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            addOurMessage(i, "other " + i);
        }
        addOurMessage(5_000, "post");
        assertThat(history(5_010, 1_000).takeMatch(this::pageBefore, "post", at(-60))).isTrue();
        assertThat(requests).isEqualTo(1);
    }

    @Test
    void messagesAfterTheMomentAreSkipped() throws Exception {
        addOurMessage(0, "post");
        for (int i = 100; i < 3_000; i++) {
            addOurMessage(i, "caught up " + i);
        }
        assertThat(history(60, 1_000).takeMatch(this::pageBefore, "post", at(-60))).isTrue();
    }

    @Test
    void readsPageByPageUntilItFindsTheText() throws Exception {
        addOurMessage(0, "post");
        for (int i = 1; i < 950; i++) {
            addOurMessage(i, "other " + i);
        }
        assertThat(history(1_000, 1_000).takeMatch(this::pageBefore, "post", at(-60))).isTrue();
        assertThat(requests).isEqualTo(10);
    }

    @Test
    void readsNoMoreThanTheMaximum() throws Exception {
        addOurMessage(0, "post");
        for (int i = 1; i < 1_200; i++) {
            addOurMessage(i, "other " + i);
        }
        assertThat(history(1_300, 1_000).takeMatch(this::pageBefore, "post", at(-60))).isFalse();
        assertThat(requests).isEqualTo(10);
    }

    @Test
    void readsNoFurtherBackThanSince() throws Exception {
        addOurMessage(0, "post");
        for (int i = 1; i < 500; i++) {
            addOurMessage(i, "other " + i);
        }
        assertThat(history(600, 1_000).takeMatch(this::pageBefore, "post", at(450))).isFalse();
        assertThat(requests).isEqualTo(1);
    }

    @Test
    void anOlderMessageWithTheSameTextDoesNotMatch() throws Exception {
        addOurMessage(0, "READY");
        assertThat(history(100, 1_000).takeMatch(this::pageBefore, "READY", at(50))).isFalse();
    }

    @Test
    void messagesOfOthersDoNotMatch() throws Exception {
        channel.add(new HistoryMessage(id(0), false, "post"));
        assertThat(history(100, 1_000).takeMatch(this::pageBefore, "post", at(-60))).isFalse();
    }

    @Test
    void leadingAndTrailingBlanksDoNotCount() throws Exception {
        addOurMessage(0, "post");
        assertThat(history(100, 1_000).takeMatch(this::pageBefore, "\npost ", at(-60))).isTrue();
    }

    @Test
    void aMessageMatchesOnce() throws Exception {
        addOurMessage(0, "block");
        addOurMessage(1, "block");
        ChannelHistory history = history(100, 1_000);
        assertThat(history.takeMatch(this::pageBefore, "block", at(-60))).isTrue();
        assertThat(history.takeMatch(this::pageBefore, "block", at(-60))).isTrue();
        assertThat(history.takeMatch(this::pageBefore, "block", at(-60))).isFalse();
    }

    @Test
    void eachPageIsReadOnceForAllSearches() throws Exception {
        for (int i = 0; i < 700; i++) {
            addOurMessage(i, "post " + i);
        }
        ChannelHistory history = history(1_000, 1_000);
        assertThat(history.takeMatch(this::pageBefore, "never posted", at(-60))).isFalse();
        for (int i = 0; i < 700; i++) {
            assertThat(history.takeMatch(this::pageBefore, "post " + i, at(-60))).isTrue();
        }
        assertThat(requests).isEqualTo(8);
    }

    private ChannelHistory history(int until, int maxMessages) {
        return new ChannelHistory(at(until), maxMessages);
    }

    private List<HistoryMessage> pageBefore(long id) {
        requests++;
        return channel.stream()
                .filter(message -> message.id() < id)
                .sorted(Comparator.comparingLong(HistoryMessage::id).reversed())
                .limit(ChannelHistory.PAGE_SIZE)
                .toList();
    }

    private void addOurMessage(int second, String text) {
        channel.add(new HistoryMessage(id(second), true, text));
    }

    private static long id(int second) {
        return TimeUtil.getDiscordTimestamp(at(second).toEpochMilli());
    }

    private static Instant at(int second) {
        return NOON.plus(Duration.ofSeconds(second));
    }
}

package dev.crayfleet.ingest.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.crayfleet.ingest.discord.ChannelRest.UnreadableException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChannelReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-29T10:00:00Z"), ZoneOffset.UTC);

    /** 2026-11-29T09:00:00Z. */
    private static final long FIRST =
            CLOCK.millis() - Duration.ofHours(1).toMillis() - 1_420_070_400_000L << 22;

    private static final long SECOND = 1000L << 22;

    private final NavigableSet<Long> channel = new TreeSet<>();
    private final Set<Long> unreadableIds = new TreeSet<>();
    private final List<Long> received = new ArrayList<>();
    private int requests;
    private int skipped;

    @Test
    void allPagesAreRead() throws Exception {
        post(250);
        assertThat(read(0)).isEqualTo(id(249));
        assertThat(received).containsExactlyElementsOf(channel);
        assertThat(requests).isEqualTo(3);
    }

    @Test
    void messagesUpToTheBeginningAreNotRead() throws Exception {
        post(10);
        read(id(4));
        assertThat(received).containsExactlyElementsOf(channel.tailSet(id(5)));
    }

    @Test
    void anUnreadableMessageIsSkippedAndTheRestOfItsPageRead() throws Exception {
        post(250);
        unreadableIds.addAll(Set.of(id(30), id(31), id(120)));
        read(0);
        channel.removeAll(unreadableIds);
        assertThat(received).containsExactlyElementsOf(channel);
        // Two that stand together are found together.
        assertThat(skipped).isEqualTo(2);
        assertThat(requests).isLessThan(300);
    }

    @Test
    void anEntirelyUnreadableChannelIsNotSkipped() {
        post(3);
        unreadableIds.addAll(channel);
        assertThatThrownBy(() ->
                        new ChannelReader(Duration.ZERO, CLOCK, () -> skipped++)
                                .readAfter(
                                        (after, limit) -> {
                                            requests++;
                                            throw unreadable();
                                        },
                                        0,
                                        0,
                                        (id, message) -> received.add(id)))
                .isInstanceOf(UnreadableException.class);
        assertThat(skipped).isZero();
        assertThat(requests).isLessThan(20);
    }

    @Test
    void aMessageWithoutAnIdIsSkipped() throws Exception {
        ArrayNode page = JSON.createArrayNode().add("x").addNull();
        page.addObject().put("id", "99999999999999999999");
        page.addObject().put("id", "-1");
        page.addObject().put("id", Long.toString(FIRST));
        assertThat(
                        new ChannelReader(Duration.ZERO, CLOCK, () -> skipped++)
                                .readAfter(
                                        (after, limit) ->
                                                after < FIRST ? page : JSON.createArrayNode(),
                                        0,
                                        0,
                                        (id, message) -> received.add(id)))
                .isEqualTo(FIRST);
        assertThat(received).containsExactly(FIRST);
        assertThat(skipped).isEqualTo(4);
    }

    private void post(int messages) {
        IntStream.range(0, messages).mapToObj(ChannelReaderTest::id).forEach(channel::add);
    }

    private static long id(int message) {
        return FIRST + message * SECOND;
    }

    private long read(long startedAfter) throws Exception {
        return new ChannelReader(Duration.ZERO, CLOCK, () -> skipped++)
                .readAfter(
                        this::page, startedAfter, startedAfter, (id, message) -> received.add(id));
    }

    /** Newest first, as Discord does. */
    private JsonNode page(long after, int limit) throws UnreadableException {
        requests++;
        ArrayNode page = JSON.createArrayNode();
        for (long id : channel.tailSet(after, false).stream().limit(limit).toList().reversed()) {
            if (unreadableIds.contains(id)) {
                throw unreadable();
            }
            page.addObject().put("id", Long.toString(id));
        }
        return page;
    }

    private static UnreadableException unreadable() {
        return new UnreadableException("no JSON", new IOException());
    }
}

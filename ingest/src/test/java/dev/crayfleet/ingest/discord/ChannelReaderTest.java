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
    private final Set<Long> broken = new TreeSet<>();
    private final List<Long> taken = new ArrayList<>();
    private int requests;
    private int passedOver;

    @Test
    void everyPageIsRead() throws Exception {
        post(250);
        assertThat(read(0)).isEqualTo(id(249));
        assertThat(taken).containsExactlyElementsOf(channel);
        assertThat(requests).isEqualTo(3);
    }

    @Test
    void nothingBeforeTheBeginningIsRead() throws Exception {
        post(10);
        read(id(4));
        assertThat(taken).containsExactlyElementsOf(channel.tailSet(id(5)));
    }

    @Test
    void aMessageThatSpoilsItsPageIsPassedOver() throws Exception {
        post(250);
        broken.addAll(Set.of(id(30), id(31), id(120)));
        read(0);
        channel.removeAll(broken);
        assertThat(taken).containsExactlyElementsOf(channel);
        // Two that stand together are found together.
        assertThat(passedOver).isEqualTo(2);
        assertThat(requests).isLessThan(300);
    }

    @Test
    void aChannelOfWhichNothingCanBeReadIsLeftAlone() {
        post(3);
        broken.addAll(channel);
        assertThatThrownBy(() ->
                        new ChannelReader(Duration.ZERO, CLOCK, () -> passedOver++)
                                .readAfter(
                                        (after, limit) -> {
                                            requests++;
                                            throw unreadable();
                                        },
                                        0,
                                        0,
                                        (id, message) -> taken.add(id)))
                .isInstanceOf(UnreadableException.class);
        assertThat(passedOver).isZero();
        assertThat(requests).isLessThan(20);
    }

    @Test
    void whatHasNoIdIsPassedOver() throws Exception {
        ArrayNode page = JSON.createArrayNode().add("x").addNull();
        page.addObject().put("id", "99999999999999999999");
        page.addObject().put("id", "-1");
        page.addObject().put("id", Long.toString(FIRST));
        assertThat(
                        new ChannelReader(Duration.ZERO, CLOCK, () -> passedOver++)
                                .readAfter(
                                        (after, limit) ->
                                                after < FIRST ? page : JSON.createArrayNode(),
                                        0,
                                        0,
                                        (id, message) -> taken.add(id)))
                .isEqualTo(FIRST);
        assertThat(taken).containsExactly(FIRST);
        assertThat(passedOver).isEqualTo(4);
    }

    private void post(int messages) {
        IntStream.range(0, messages).mapToObj(ChannelReaderTest::id).forEach(channel::add);
    }

    private static long id(int message) {
        return FIRST + message * SECOND;
    }

    private long read(long begun) throws Exception {
        return new ChannelReader(Duration.ZERO, CLOCK, () -> passedOver++)
                .readAfter(this::page, begun, begun, (id, message) -> taken.add(id));
    }

    /** Newest first, as Discord does. */
    private JsonNode page(long after, int limit) throws UnreadableException {
        requests++;
        ArrayNode page = JSON.createArrayNode();
        for (long id : channel.tailSet(after, false).stream().limit(limit).toList().reversed()) {
            if (broken.contains(id)) {
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

package dev.crayfleet.poster.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.DeadLetterWriter;
import dev.crayfleet.poster.Samples;
import dev.crayfleet.poster.discord.Deliveries;
import dev.crayfleet.poster.discord.InDoubtWindow;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.poster.rendering.Post;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordDeliveryTest {
    private static final TaskId ID = new TaskId("t-1");
    private static final Codec CODEC = new Codec();

    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> posted = new ArrayList<>();

    static List<Throwable> failures() {
        return List.of(
                new StackOverflowError(),
                new NoClassDefFoundError("dev/example/Missing"),
                new AssertionError("never"),
                new IllegalStateException("made up"),
                new ArithmeticException("long overflow"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whateverFailsInReadingIsADeadLetterAndSaid(Throwable failure) throws Exception {
        assertThat(deal(failing(failure), true)).isEqualTo(RecordHandler.Dealt.DONE);
        assertThat(reasons()).singleElement().asString().contains(failure.toString());
        assertThat(posted).singleElement().asString().contains("[UNKNOWN] t-1 by nobody");
        assertThat(registry.counter("crayfleet.poster.dead.letters", "line", "results").count())
                .isEqualTo(1);
    }

    @Test
    void whatTheOtherLineWritesIsNotWrittenTwice() throws Exception {
        assertThat(deal(failing(new StackOverflowError()), false))
                .isEqualTo(RecordHandler.Dealt.NOTHING);
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void toRunOutOfMemoryIsNotTheRecordsFaultYet() {
        assertThatThrownBy(() -> deal(failing(new OutOfMemoryError("made up")), true))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void onePostThatFailsDoesNotHoldUpTheOthersOfItsRecord() throws Exception {
        RecordRenderer three =
                value ->
                        new RecordRenderer.Plan(
                                List.of(say("one"), say("impossible"), say("three")), null);
        assertThat(deal(three, true)).isEqualTo(RecordHandler.Dealt.DONE);
        assertThat(posted).containsExactly("one", "three");
        assertThat(reasons()).singleElement().asString().contains("StackOverflowError");
    }

    @Test
    void whatDiscordRefusesIsSaidInAnotherWay() throws Exception {
        RecordRenderer refused =
                new RecordRenderer() {
                    @Override
                    public Plan read(byte @Nullable [] value) {
                        return new Plan(List.of(say("refused")), null);
                    }

                    @Override
                    public Optional<DiscordAction> instead(byte @Nullable [] key) {
                        return Optional.of(say("instead"));
                    }
                };
        assertThat(deal(refused, true)).isEqualTo(RecordHandler.Dealt.DONE);
        assertThat(posted).containsExactly("instead");
        assertThat(reasons()).singleElement().asString().contains("Discord does not take it");
    }

    @Test
    void aResultIsPostedAndNoLetter() throws Exception {
        assertThat(deal(RecordRenderer.results(CODEC), true)).isEqualTo(RecordHandler.Dealt.DONE);
        assertThat(posted).singleElement().asString().contains("[SUCCESS] t-1 by runner-1");
        assertThat(kafka.history()).isEmpty();
    }

    private RecordHandler.Dealt deal(RecordRenderer reading, boolean witness) throws Exception {
        RecordDelivery delivery =
                new RecordDelivery(
                        new RecordDelivery.Role("results", witness),
                        reading,
                        Deliveries.to(this::post),
                        () -> true,
                        new DeadLetterWriter(
                                kafka, Duration.ofSeconds(5), tries -> Duration.ofMillis(1)),
                        registry);
        return delivery.deal(
                new ConsumerRecord<>(
                        Topics.RESULTS.topic(),
                        3,
                        42,
                        ID.value().getBytes(StandardCharsets.UTF_8),
                        CODEC.encode(Samples.calculated(ID))),
                InDoubtWindow.NONE);
    }

    private void post(DiscordAction action) {
        String content =
                action instanceof DiscordAction.Say(var room, Post post) ? post.content() : "";
        if (content.contains("refused")) {
            throw new IllegalArgumentException("Invalid Form Body");
        }
        if (content.contains("impossible")) {
            throw new StackOverflowError();
        }
        posted.add(content);
    }

    private List<String> reasons() {
        return kafka.history().stream().map(RecordDeliveryTest::reason).toList();
    }

    private static String reason(ProducerRecord<byte[], byte[]> letter) {
        return new String(
                letter.headers().lastHeader(Topics.HEADER_REASON).value(), StandardCharsets.UTF_8);
    }

    private static DiscordAction say(String text) {
        return new DiscordAction.Say(
                DiscordAction.Room.RESULTS, new Post("nonce", text, List.of()));
    }

    /** As of results, but it fails. */
    private static RecordRenderer failing(Throwable failure) {
        return new RecordRenderer() {
            @Override
            public Plan read(byte @Nullable [] value) {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }

            @Override
            public Optional<DiscordAction> instead(byte @Nullable [] key) {
                return RecordRenderer.results(CODEC).instead(key);
            }
        };
    }
}

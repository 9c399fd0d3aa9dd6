package dev.crayfleet.poster.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.kafka.DeadLetterWriter;
import dev.crayfleet.poster.Samples;
import dev.crayfleet.poster.discord.InDoubtWindow;
import dev.crayfleet.poster.discord.TestRetriers;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.poster.rendering.Post;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

class RecordPosterTest {
    private static final TaskId ID = new TaskId("t-1");
    private static final Codec CODEC = new Codec();

    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> posted = new ArrayList<>();

    /** What log lines would name, at each post. */
    private final List<Map<String, String>> named = new ArrayList<>();

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
    void aRecordThatCannotBeRenderedIsADeadLetterAndHasAFallback(Throwable failure)
            throws Exception {
        assertThat(handle(failing(failure), true)).isEqualTo(RecordHandler.HandlingResult.DONE);
        assertThat(reasons())
                .singleElement()
                .isEqualTo(
                        "it could not be read, which is a fault of Crayfleet; the poster's log has the whole");
        assertThat(posted).singleElement().asString().contains("[UNKNOWN] t-1 by nobody");
        assertThat(registry.counter("crayfleet.poster.dead.letters", "line", "results").count())
                .isEqualTo(1);
    }

    @Test
    void onlyOneConsumerOfATopicReportsAnUnreadableRecord() throws Exception {
        assertThat(handle(failing(new StackOverflowError()), false))
                .isEqualTo(RecordHandler.HandlingResult.NOTHING_TO_DO);
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void anOutOfMemoryErrorIsRethrown() {
        assertThatThrownBy(() -> handle(failing(new OutOfMemoryError("made up")), true))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void onePostThatFailsDoesNotHoldUpTheOthersOfItsRecord() throws Exception {
        RecordRenderer three =
                value ->
                        new RecordRenderer.Plan(
                                List.of(message("one"), message("impossible"), message("three")),
                                null);
        assertThat(handle(three, true)).isEqualTo(RecordHandler.HandlingResult.DONE);
        assertThat(posted).containsExactly("one", "three");
        assertThat(reasons())
                .singleElement()
                .isEqualTo(
                        "it could not be posted, which is a fault of Crayfleet; the poster's log has the whole");
    }

    @Test
    void aPostThatDiscordRefusesIsReplacedByTheFallbackOfItsRecord() throws Exception {
        RecordRenderer refused =
                new RecordRenderer() {
                    @Override
                    public Plan render(byte @Nullable [] value) {
                        return new Plan(List.of(message("refused")), null);
                    }

                    @Override
                    public Optional<DiscordAction> fallback(byte @Nullable [] key) {
                        return Optional.of(message("fallback"));
                    }
                };
        assertThat(handle(refused, true)).isEqualTo(RecordHandler.HandlingResult.DONE);
        assertThat(posted).containsExactly("fallback");
        assertThat(reasons()).singleElement().asString().contains("Discord does not take it");
    }

    @Test
    void aResultIsPostedAndIsNoDeadLetter() throws Exception {
        assertThat(handle(RecordRenderer.results(CODEC, Fleet::open), true))
                .isEqualTo(RecordHandler.HandlingResult.DONE);
        assertThat(posted).singleElement().asString().contains("[SUCCESS] t-1 by runner-1");
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void logLinesNameTheTaskWhileItsRecordIsHandledAndNoLonger() throws Exception {
        handle(RecordRenderer.results(CODEC, Fleet::open), true);
        assertThat(named).containsExactly(Map.of("task", "t-1", "attempt", "1"));
        assertThat(named()).isEmpty();
        MDC.put("other", "x");
        assertThatThrownBy(() -> handle(failing(new OutOfMemoryError("made up")), true))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(named()).isEqualTo(Map.of("other", "x"));
        MDC.clear();
    }

    private static Map<String, String> named() {
        Map<String, String> named = MDC.getCopyOfContextMap();
        return named == null ? Map.of() : named;
    }

    private RecordHandler.HandlingResult handle(RecordRenderer renderer, boolean reportsUnreadable)
            throws Exception {
        RecordPoster poster =
                new RecordPoster(
                        new RecordPoster.Role("results", reportsUnreadable),
                        renderer,
                        TestRetriers.to(this::post),
                        () -> true,
                        new RecordDeadLetters(
                                "results",
                                new DeadLetterWriter(
                                        kafka,
                                        Duration.ofSeconds(5),
                                        failureCount -> Duration.ofMillis(1)),
                                registry));
        return poster.handle(
                new ConsumerRecord<>(
                        Topics.RESULTS.topic(),
                        3,
                        42,
                        ID.value().getBytes(StandardCharsets.UTF_8),
                        CODEC.encode(Samples.calculated(ID))),
                InDoubtWindow.NONE);
    }

    private void post(DiscordAction action) {
        named.add(named());
        String content =
                action instanceof DiscordAction.SendMessage(var channel, Post post)
                        ? post.content()
                        : "";
        if (content.contains("refused")) {
            throw new IllegalArgumentException("Invalid Form Body");
        }
        if (content.contains("impossible")) {
            throw new StackOverflowError();
        }
        posted.add(content);
    }

    private List<String> reasons() {
        return kafka.history().stream().map(RecordPosterTest::reason).toList();
    }

    private static String reason(ProducerRecord<byte[], byte[]> deadLetter) {
        return new String(
                deadLetter.headers().lastHeader(Topics.HEADER_REASON).value(),
                StandardCharsets.UTF_8);
    }

    private static DiscordAction message(String text) {
        return new DiscordAction.SendMessage(
                DiscordAction.TargetChannel.RESULTS, new Post("nonce", text, List.of()));
    }

    /** The renderer of results, but it fails. */
    private static RecordRenderer failing(Throwable failure) {
        return new RecordRenderer() {
            @Override
            public Plan render(byte @Nullable [] value) {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }

            @Override
            public Optional<DiscordAction> fallback(byte @Nullable [] key) {
                return RecordRenderer.results(CODEC, Fleet::open).fallback(key);
            }
        };
    }
}

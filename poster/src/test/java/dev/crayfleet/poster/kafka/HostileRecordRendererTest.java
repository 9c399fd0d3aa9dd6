package dev.crayfleet.poster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.poster.HostileRecord;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.poster.rendering.Post;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is planned for hostile records; that it is done is tested by {@code HostileRecordsIT}. */
class HostileRecordRendererTest {
    private static final Codec CODEC = new Codec();
    private static final TaskId ID = new TaskId("t-1");

    static List<HostileInput> results() {
        return Corpus.of("results");
    }

    static List<HostileInput> events() {
        return Corpus.of("events");
    }

    @ParameterizedTest
    @MethodSource("results")
    void aHostileResultHasItsPlan(HostileInput input) {
        RecordRenderer renderer = RecordRenderer.results(CODEC, Fleet::open);
        HostileRecord record = HostileRecord.of(input, ID, "1");
        RecordRenderer.Plan plan = renderer.render(record.value());
        List<DiscordAction> actions = new ArrayList<>(plan.actions());
        if (plan.problem() != null) {
            byte[] key = ID.value().getBytes(StandardCharsets.UTF_8);
            actions.add(renderer.fallback(key).orElseThrow());
        }
        check(record, plan, posts(actions));
    }

    @ParameterizedTest
    @MethodSource("events")
    void aHostileEventHasItsPlan(HostileInput input) {
        HostileRecord record = HostileRecord.of(input, ID, "1");
        RecordRenderer.Plan messages = RecordRenderer.workerPool(CODEC).render(record.value());
        RecordRenderer.Plan reactions = RecordRenderer.reactions(CODEC).render(record.value());
        assertThat(messages.problem()).isEqualTo(reactions.problem());
        check(record, messages, posts(messages.actions()));
    }

    private static void check(HostileRecord record, RecordRenderer.Plan plan, List<Post> posts) {
        String problem = plan.problem();
        record.answer("deadLetter")
                .ifPresentOrElse(
                        reason -> assertThat(problem).contains(reason),
                        () -> assertThat(problem).isNull());
        record.answer("posted")
                .ifPresent(
                        text -> assertThat(posts).anyMatch(post -> post.content().contains(text)));
        record.answer("posts")
                .ifPresent(count -> assertThat(posts).hasSize(Integer.parseInt(count)));
    }

    private static List<Post> posts(List<DiscordAction> actions) {
        return actions.stream()
                .filter(DiscordAction.SendMessage.class::isInstance)
                .map(each -> ((DiscordAction.SendMessage) each).post())
                .toList();
    }
}

package dev.crayfleet.poster.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.poster.Samples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResultPlaceTest {
    private static final TaskId ID = new TaskId("parent").child(1, 1);
    private static final Face FACE = new Face("The Auditor", "https://faces.example/auditor.png");
    private static final Fleet FLEET =
            fleet(
                    """
                    {"agents": {
                      "auditor": {"identity": {"name": "The Auditor", "avatar": "https://faces.example/auditor.png"},
                                  "results": "1471858733452890132"},
                      "webster": {}}}
                    """);

    private static Fleet fleet(String json) {
        FleetReading reading = FleetJson.read(json.getBytes(StandardCharsets.UTF_8));
        assertThat(reading).isInstanceOf(FleetReading.Valid.class);
        return ((FleetReading.Valid) reading).fleet();
    }

    @Test
    void isTheAgentsOwnUnlessSomebodyAsksForAnother() {
        assertThat(place("auditor", new Origin.Cli()))
                .isEqualTo(new ResultPlace("1471858733452890132", FACE));
        assertThat(place("auditor", new Origin.Http(null, "77")))
                .isEqualTo(new ResultPlace("77", FACE));
        assertThat(place("auditor", Samples.delegated(true, "78")))
                .isEqualTo(new ResultPlace("78", FACE));
        assertThat(place("webster", new Origin.Http())).isEqualTo(ResultPlace.USUAL);
        assertThat(place("unnamed", new Origin.Discord("1", "2"))).isEqualTo(ResultPlace.USUAL);
        assertThat(place("unnamed", new Origin.Http(true, "79")))
                .isEqualTo(new ResultPlace("79", null));
    }

    @Test
    void isNowhereWhereNobodyWantsItPosted() {
        assertThat(place("auditor", new Origin.Http(false, null))).isNull();
        assertThat(place("auditor", Samples.delegated(false, null))).isNull();
    }

    @Test
    void whoRepeatsWhatAnAgentHasDelegatedSeesIt() {
        TaskResult again =
                Samples.by(
                        "auditor",
                        Samples.delegated(false, null),
                        Samples.calculated(ID.replay(1)));
        assertThat(ResultPlace.of(again, FLEET))
                .contains(new ResultPlace("1471858733452890132", FACE));
        assertThat(ResultText.of(again)).doesNotContain("For:");
    }

    @Test
    void aChildSaysForWhomItIsBehindTheFieldsThatScriptsRead() {
        TaskResult like = Samples.calculated(ID);
        String child = ResultText.of(Samples.by("auditor", Samples.delegated(true, null), like));
        String own = ResultText.of(Samples.by("auditor", new Origin.Http(), like));
        assertThat(child)
                .isEqualTo(own + "\nFor: tech-lead, who works for manager, who works for Ada");
        assertThat(own).isEqualTo(ResultText.of(like));
    }

    @Test
    void theNameHasRoomInEachMessage() {
        String text =
                IntStream.range(0, 2_000).mapToObj(Integer::toString).reduce("", (a, b) -> a + b);
        TaskResult result =
                Samples.succeeded(ID, "p", new RunReport.Answer(text, "", null, List.of()));
        Face longest = new Face("x".repeat(80), null);
        assertThat(ResultRenderer.posts(result, longest))
                .hasSizeGreaterThan(2)
                .allMatch(post -> longest.asText(post.content()).length() <= Post.MAX_CHARS);
    }

    private static @Nullable ResultPlace place(String agent, Origin origin) {
        return ResultPlace.of(Samples.by(agent, origin, Samples.calculated(ID)), FLEET)
                .orElse(null);
    }
}

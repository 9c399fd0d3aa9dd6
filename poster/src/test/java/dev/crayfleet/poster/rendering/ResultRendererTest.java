package dev.crayfleet.poster.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Usage;
import dev.crayfleet.poster.Samples;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResultRendererTest {
    private static final TaskId ID = new TaskId("t-1");

    @Test
    void hasTheFieldsThatScriptsParse() {
        List<Post> posts = ResultRenderer.posts(Samples.calculated(ID));
        assertThat(posts).hasSize(1);
        assertThat(posts.getFirst().files()).isEmpty();
        assertThat(posts.getFirst().content())
                .isEqualTo(
                        """
                        ```
                        [SUCCESS] t-1 by runner-1
                        Model: openrouter/moonshotai/kimi-k2.5 | Thinking: low | Tokens: 180 in / 61 out | Cost: $0.000218

                        Task Prompt:
                        Calculate 25 × 4

                        Summary:
                        25 × 4 = 100

                        Files: AGENTS.md, RESULT.txt, SUMMARY.txt, TASK.txt, agent-output.log
                        Workspace: workers/agent-1763719200-ab12/tasks/t-1
                        ```\
                        """);
    }

    @Test
    void showsTheReasonInsteadOfTheSummaryWhereItFailed() {
        assertThat(content(Samples.unsuccessful(ID, TaskStatus.EXPIRED, "it waited too long")))
                .isEqualTo(
                        """
                        ```
                        [EXPIRED] t-1 by nobody
                        Model: N/A | Thinking: medium | Tokens: N/A | Cost: N/A

                        Task Prompt:
                        Calculate 25 × 4

                        Summary:
                        it waited too long

                        Files: N/A
                        Workspace: N/A
                        ```\
                        """);
        assertThat(content(Samples.unsuccessful(ID, TaskStatus.FAILED, "no"))).contains("[FAILED]");
        assertThat(content(Samples.unsuccessful(ID, TaskStatus.CANCELLED, "no")))
                .contains("[CANCELLED]");
    }

    @Test
    void unknownTokensAndCostAreNotGuessed() {
        TaskResult result =
                Samples.succeeded(ID, "p", answer("s", ""), null, null, List.of("One note."));
        assertThat(content(result)).contains("Tokens: N/A | Cost: N/A").endsWith("One note.\n```");
    }

    @Test
    void countsWhatCameFromAndWentToACacheAsInput() {
        assertThat(tokens(new Usage(80, 61, 100, 0)))
                .contains("Tokens: 180 in (100 cached) / 61 out |");
        assertThat(tokens(new Usage(80, 61, 100, 20)))
                .contains("Tokens: 200 in (100 cached) / 61 out |");
        assertThat(tokens(new Usage(80, 61, 0, 20))).contains("Tokens: 100 in / 61 out |");
    }

    private static String tokens(Usage usage) {
        return content(Samples.succeeded(ID, "p", answer("s", ""), usage, "1", List.of()));
    }

    @Test
    void aCostAboveZeroIsNeverShownAsZero() {
        assertThat(cost("0.00000041")).contains("Cost: $0.00000041");
        assertThat(cost("0.000000814")).contains("Cost: $0.000001");
        assertThat(cost("0.000000123456")).contains("Cost: $0.00000012");
        assertThat(cost("0")).contains("Cost: $0.000000");
        assertThat(cost("0.001575")).contains("Cost: $0.001575");
        assertThat(cost("1e100000000")).contains("Cost: N/A");
        assertThat(cost("1e-100000000")).contains("Cost: N/A");
    }

    private static String cost(String usd) {
        return content(
                Samples.succeeded(ID, "p", answer("s", ""), new Usage(1, 1, 0, 0), usd, List.of()));
    }

    @Test
    void noTextCanEndItsCodeBlock() {
        String content =
                content(
                        Samples.succeeded(
                                ID,
                                "a```b",
                                answer("```js\r\nx\r\n\r\n \n\n\ny\u001b[31m```", "")));
        assertThat(content).contains("a~~~b").contains("~~~js\nx\n\ny~~~");
        assertThat(content.indexOf("```", 3)).isEqualTo(content.length() - 3);
    }

    @Test
    void theFullResultIsAttached() {
        List<Post> posts =
                ResultRenderer.posts(Samples.succeeded(ID, "p", answer("short", "long, whole")));
        assertThat(posts).hasSize(1);
        assertThat(posts.getFirst().files())
                .containsExactly(new Post.Attachment.Text("RESULT.txt", "long, whole"));
        assertThat(ResultRenderer.posts(Samples.succeeded(ID, "p", answer("same", "same\n"))))
                .allMatch(post -> post.files().isEmpty());
    }

    @Test
    void aLongSummaryIsSplitAtLineEnds() {
        String summary =
                IntStream.range(0, 60)
                        .mapToObj(i -> "line " + i + " 🦀".repeat(9))
                        .collect(Collectors.joining("\n"));
        List<Post> posts =
                ResultRenderer.posts(
                        Samples.succeeded(ID, "x".repeat(900), answer(summary, "whole")));
        assertThat(posts).hasSizeBetween(2, 5);
        assertThat(posts).allMatch(post -> post.content().startsWith("```\n"));
        assertThat(posts).allMatch(post -> post.content().endsWith("\n```"));
        assertThat(posts.getLast().files()).hasSize(1);
        assertThat(posts.stream().map(Post::nonce).distinct()).hasSize(posts.size());
        String all =
                posts.stream()
                        .map(post -> post.content().substring(4, post.content().length() - 4))
                        .collect(Collectors.joining("\n"));
        assertThat(all).contains(summary);
    }

    @Test
    void aLongLineIsNotSplitInASurrogatePair() {
        List<String> blocks = CodeBlocks.blocks("x" + "🦀".repeat(3_000));
        assertThat(blocks).allMatch(block -> block.length() <= Post.MAX_CHARS);
        assertThat(blocks)
                .allMatch(block ->
                        !Character.isLowSurrogate(block.charAt(4))
                                && !Character.isHighSurrogate(block.charAt(block.length() - 5)));
    }

    @Test
    void aVeryLongTextIsAttached() {
        List<String> notes = IntStream.range(0, 40).mapToObj(i -> "n" + "o".repeat(900)).toList();
        List<Post> posts =
                ResultRenderer.posts(
                        Samples.succeeded(ID, "p", answer("s", "r"), null, null, notes));
        assertThat(posts).hasSize(1);
        assertThat(posts.getFirst().content()).startsWith("```\n[SUCCESS] t-1 by runner-1");
        assertThat(posts.getFirst().files().stream().map(Post.Attachment::name))
                .containsExactly("SUMMARY.txt", "RESULT.txt");
    }

    @Test
    void manyFilesAreDistributedOverMessages() {
        RunReport.Answer answer =
                new RunReport.Answer(
                        "s",
                        "begin",
                        Samples.file("RESULT.txt", 8 << 20),
                        IntStream.range(0, 12)
                                .mapToObj(i -> Samples.file("out-" + i, 700_000))
                                .toList());
        List<Post> posts = ResultRenderer.posts(Samples.succeeded(ID, "p", answer));
        assertThat(posts.stream().map(post -> post.files().size())).containsExactly(2, 10, 1);
        assertThat(posts.get(1).content()).isEqualTo("Files of t-1 (2 of 3)");
    }

    private static RunReport.Answer answer(String summary, String result) {
        return new RunReport.Answer(summary, result, null, List.of());
    }

    private static String content(TaskResult result) {
        List<Post> posts = ResultRenderer.posts(result);
        assertThat(posts).hasSize(1);
        return posts.getFirst().content();
    }
}

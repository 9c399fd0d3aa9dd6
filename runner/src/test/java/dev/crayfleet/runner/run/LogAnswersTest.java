package dev.crayfleet.runner.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.OutputLog;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.LogRequested;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.LogAnswered;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a runner says when it is asked what its agents print. */
class LogAnswersTest extends RunnerTestBase {
    private static final String END = "";

    private final BlockingQueue<String> toPrint = new LinkedBlockingQueue<>();

    /** Prints what the test says. */
    private final class PrintingExecutor implements AgentExecutor {
        @Override
        public String name() {
            return "printing";
        }

        @Override
        public Optional<String> openClawVersion() {
            return Optional.of("2026.9.6");
        }

        @Override
        public Planned plan(TaskOptions options) {
            return new Plan("m/m", null, Thinking.OFF, false, List.of());
        }

        @Override
        public RunResult run(Job job, CancellationToken cancellation, Consumer<String> progress)
                throws InterruptedException {
            try (OutputLog log =
                    new OutputLog(job.workspace().file(Workspace.LOG), 1_000_000, new Secrets())) {
                for (String text = toPrint.take(); !text.equals(END); text = toPrint.take()) {
                    byte[] bytes = text.getBytes(UTF_8);
                    log.write(bytes, bytes.length);
                }
                return new RunResult(
                        new RunOutcome.Succeeded(), "done", "m/m", null, null, List.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static LogRequested request(
            Holder holder, String task, String name, @Nullable Long after) {
        return new LogRequested(
                holder,
                new Attempt(new TaskId(task), 1),
                Pool.DEFAULT,
                name,
                after,
                Instant.EPOCH.plusSeconds(100));
    }

    @Test
    void whatAnAgentPrintsIsToldInPartsAndNothingIsToldWhenItHasEnded() {
        Runner runner = runner(new PrintingExecutor(), ExitPolicy.NEVER);
        secrets.add("hush-hush-1");
        runner.sendHeartbeats();
        Holder me = runner.status().holder();
        runner.handle(claim(me, "a"));
        await(() -> assertThat(sent(RunStarted.class)).hasSize(1));
        toPrint.add("reads \u001b[1mhush-hush-1\u001b[0m\nhalf a ");
        LogAnswered first = answerOf(runner, me, null);
        assertThat(first.text()).isEqualTo("reads ***\n");
        assertThat(first.holder()).isEqualTo(me);
        assertThat(first.attempt()).isEqualTo(new Attempt(new TaskId("a"), 1));
        toPrint.add("line\n");
        LogAnswered second = answerOf(runner, me, first.to());
        assertThat(second.text()).isEqualTo("half a line\n");
        assertThat(second.from()).isEqualTo(first.to());

        sent.clear();
        runner.handle(request(me, "another", "one", null));
        runner.handle(request(new Holder(me.runner(), new Incarnation("old")), "a", "two", null));
        toPrint.add(END);
        await(() -> assertThat(sent(RunFinished.class)).hasSize(1));
        runner.handle(request(me, "a", "three", null));
        // Questions are answered in their order, so the last answer would be behind those.
        runner.handle(claim(me, "b"));
        await(() -> assertThat(sent(RunStarted.class)).hasSize(1));
        toPrint.add("b\n");
        runner.handle(request(me, "b", "four", null));
        await(() ->
                assertThat(sent(LogAnswered.class))
                        .extracting(LogAnswered::request)
                        .contains("four"));
        assertThat(sent(LogAnswered.class))
                .extracting(LogAnswered::request)
                .filteredOn(name -> !name.equals("q"))
                .containsExactly("four");
        toPrint.add(END);
    }

    /** Asks until something is told, as people do. */
    private LogAnswered answerOf(Runner runner, Holder me, @Nullable Long after) {
        int before = sent(LogAnswered.class).size();
        await(() -> {
            runner.handle(request(me, "a", "q", after));
            assertThat(sent(LogAnswered.class).stream().skip(before))
                    .anyMatch(answer -> !answer.text().isEmpty());
        });
        return sent(LogAnswered.class).stream()
                .skip(before)
                .filter(answer -> !answer.text().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    /**
     * A question may overtake a claim that was decided before, and must not seem to be behind it.
     */
    @Test
    void aQuestionSaysNothingOfWhichClaimsWereRead() {
        Runner runner = runner(new PrintingExecutor(), ExitPolicy.NEVER);
        runner.sendHeartbeats();
        Holder me = runner.status().holder();
        runner.handle(request(me, "a", "q", null));
        runner.sendHeartbeats();
        assertThat(sent(RunnerBeat.class)).allMatch(beat -> beat.readUpTo() == null);
        toPrint.add(END);
    }

    @Test
    void itSaysWhereAndWhatItIsWhenItJoins() {
        runner(new PrintingExecutor(), ExitPolicy.NEVER).sendHeartbeats();
        assertThat(sent(RunnerJoined.class))
                .singleElement()
                .satisfies(joined -> {
                    RunnerDetails details = Objects.requireNonNull(joined.details());
                    assertThat(details.host()).isEqualTo("build-7");
                    assertThat(details.version()).isNotEmpty();
                    assertThat(details.openclaw()).isEqualTo("2026.9.6");
                    assertThat(details.servesLogs()).isTrue();
                });
    }
}

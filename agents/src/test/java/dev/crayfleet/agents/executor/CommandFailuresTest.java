package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.workspace.FolderDeletion;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the end of a program is classified, each with a real program. */
@EnabledOnOs(OS.LINUX)
class CommandFailuresTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;
    private ExecutorKit kit;

    @BeforeEach
    void open() throws Exception {
        kit = new ExecutorKit(folder);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 3|AGENT_ERROR|exit code 3",
                "exit 127|PERMANENT|cannot be run here",
                "echo 'setpriv: failed to execute: Resource temporarily unavailable' >&2; exit 126|TRANSIENT|cannot be run here",
                "kill -9 $$|TRANSIENT|killed from outside",
                "echo 'no JSON at all'|AGENT_ERROR|It was to print JSON",
            })
    void classifiesFailuresByExitCodeAndOutput(String script, FailureKind kind, String words)
            throws Exception {
        AgentExecutor agent =
                kit.command("#!/bin/sh\necho 'last words' >&2\n" + script, ResourceLimits.NONE);
        assertThat(kit.run(agent, "t", LONG).outcome())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.kind()).isEqualTo(kind);
                            assertThat(failed.reason()).contains(words);
                        });
    }

    @Test
    void failsTransientlyWhereTheProgramCannotBeStarted() throws Exception {
        AgentExecutor agent = kit.command("#!/bin/sh\n", ResourceLimits.NONE);
        Job job = kit.job(agent, "t", TaskOptions.NONE, LONG);
        FolderDeletion.delete(job.workspace().root());
        assertThat(agent.run(job, new CancellationToken(), progress -> {}).outcome())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.TRANSIENT));
    }
}

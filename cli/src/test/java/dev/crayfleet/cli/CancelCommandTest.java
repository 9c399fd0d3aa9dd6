package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.cli.AnsweringServer.Answer;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cancelling many tasks at once. */
class CancelCommandTest {
    private static final Answer ACCEPTED = new Answer(202, "{}");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Answer ofTwo = ACCEPTED;
    private final AnsweringServer dispatcher = AnsweringServer.start(this::answer);

    private Answer answer(String question) {
        if (question.startsWith("GET")) {
            return new Answer(
                    200,
                    question.contains("state=queued")
                            ? "{\"tasks\": [{\"id\": \"one\"}, {\"id\": \"two\"}, {\"id\": \"three\"}]}"
                            : "{\"tasks\": []}");
        }
        return question.contains("/two/") ? ofTwo : ACCEPTED;
    }

    @AfterEach
    void stop() {
        dispatcher.close();
    }

    @Test
    void aTaskThatHasEndedMeanwhileIsNoFailure() {
        ofTwo = new Answer(409, "{\"detail\": \"Task two has ended.\"}");
        assertThat(run("--all-queued", "--yes")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("cancelling 2 tasks", "1 of 3 had ended meanwhile");
    }

    @Test
    void anyOtherRefusalIsOneAndTheOthersAreCancelled() {
        ofTwo = new Answer(400, "{\"detail\": \"The requester is too long.\"}");
        assertThat(run("--all-queued", "--yes")).isEqualTo(CommandLines.FAILED);
        assertThat(err.toString())
                .contains("task two is not cancelled: The requester is too long.");
        assertThat(out.toString()).contains("cancelling 2 tasks", "1 of 3 are not cancelled");
        assertThat(dispatcher.asked()).contains("POST /tasks/three/cancel");
    }

    @Test
    void anInterruptionIsNoSuccess() {
        Thread.currentThread().interrupt();
        assertThat(run("--all-queued", "--yes")).isEqualTo(CommandLines.FAILED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void nothingIsCancelledUnasked() {
        assertThat(run("--all-queued")).isEqualTo(CommandLines.REFUSED);
        assertThat(err.toString())
                .contains("Cancel 3 tasks? There is no terminal to ask on: add --yes");
        assertThat(dispatcher.asked()).noneMatch(each -> each.startsWith("POST"));
    }

    @Test
    void aBlankRequesterOrAgentIsNotEverybody() {
        assertThat(run("--requester", "", "--yes")).isEqualTo(CommandLines.REFUSED);
        assertThat(err.toString()).contains("--requester is there without a value");
        assertThat(run("--all-queued", "--agent", " ", "--yes")).isEqualTo(CommandLines.REFUSED);
        assertThat(err.toString()).contains("--agent is there without a value");
        assertThat(dispatcher.asked()).isEmpty();
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "cancel";
        all[1] = "--dispatcher";
        all[2] = dispatcher.url();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Crayfleet.commandLine()
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(out, true))
                .execute(all);
    }
}

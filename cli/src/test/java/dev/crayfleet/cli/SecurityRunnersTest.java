package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.cli.doctor.Subject.Service;
import dev.crayfleet.cli.security.Door;
import dev.crayfleet.cli.security.NotChecked;
import dev.crayfleet.cli.security.Report;
import dev.crayfleet.cli.security.SecurityAudit;
import dev.crayfleet.cli.security.Target;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.rights.KafkaUsers;
import dev.crayfleet.runner.config.HostDefaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose runners an audit looks at: those here, by the settings here, and none elsewhere. */
class SecurityRunnersTest {
    private static final String HERE = HostDefaults.current().hostName();

    @TempDir private Path folder;

    private Report audit(String runners, int status) throws Exception {
        return audit(
                runners,
                status,
                List.of(),
                Map.of(
                        "crayfleet.runner.executor", "command",
                        "crayfleet.runner.command", "[\"a\", \"{prompt}\"]"));
    }

    private Report audit(
            String runners, int status, List<List<Path>> handedIn, Map<String, Object> settings)
            throws Exception {
        try (AnsweringServer dispatcher =
                AnsweringServer.start(question ->
                        question.equals("GET /runners")
                                ? new AnsweringServer.Answer(status, runners)
                                : new AnsweringServer.Answer(200, "{\"status\":\"UP\"}"))) {
            return audit(dispatcher, handedIn, settings);
        }
    }

    private Report audit(
            AnsweringServer dispatcher, List<List<Path>> handedIn, Map<String, Object> settings)
            throws Exception {
        return SecurityAudit.of(
                new Target(
                        Optional.empty(),
                        List.of(new Service("dispatcher", dispatcher.url(), "--dispatcher", null)),
                        () -> KafkaSettings.of("127.0.0.1:1"),
                        KafkaUsers.of(List.of()),
                        Map.of("HOME", folder.toString()),
                        Optional.empty(),
                        handedIn,
                        settings,
                        folder),
                Instant.now(),
                Duration.ofSeconds(30));
    }

    private static String runner(String name, String host, String standing) {
        return "{\"runner\":\"%s\",\"host\":\"%s\",\"standing\":\"%s\"}"
                .formatted(name, host, standing);
    }

    private static List<String> doors(Report report) {
        return report.doors().stream().map(Door::kind).map(each -> each.word()).toList();
    }

    @Test
    void oneElsewhereIsNamedAsNotSeen() throws Exception {
        Report report =
                audit(
                        "{\"runners\":[%s,%s,%s]}"
                                .formatted(
                                        runner("r-1", "far", "ready"),
                                        runner("r-1", "far", "ready"),
                                        runner("r-2", "far", "lost")),
                        200);
        assertThat(report.notChecked())
                .extracting(NotChecked::what)
                .contains("the agents of r-1 on far");
        assertThat(doors(report)).doesNotContain("agents-are-the-runner");
    }

    @Test
    void oneHereIsJudgedByTheSettingsHere() throws Exception {
        Report report = audit("{\"runners\":[%s]}".formatted(runner("r-1", HERE, "ready")), 200);
        assertThat(report.notChecked())
                .extracting(NotChecked::what)
                .noneMatch(each -> each.contains("r-1"));
        assertThat(doors(report)).contains("agents-are-the-runner", "keys-with-agents");
    }

    @Test
    void oneHereOfWhoseSettingsNothingIsKnownIsNotChecked() throws Exception {
        Report report =
                audit(
                        "{\"runners\":[%s]}".formatted(runner("r-1", HERE, "ready")),
                        200,
                        List.of(),
                        Map.of());
        assertThat(unseen(report)).containsExactly("the agents of r-1 on " + HERE);
    }

    /** Each file with settings of a runner is of one. */
    @Test
    void thoseForWhomNoSettingsWereHandedInAreNotChecked() throws Exception {
        Path ingest =
                Files.writeString(
                        folder.resolve("ingest.env"), "CRAYFLEET_SIGNING_REQUIRED=true\n");
        Path runner =
                Files.writeString(
                        folder.resolve("runner.env"), "CRAYFLEET_RUNNER_MODE=restricted\n");
        String two =
                "{\"runners\":[%s,%s]}"
                        .formatted(runner("r-1", "far", "ready"), runner("r-2", HERE, "ready"));
        assertThat(unseen(audit(two, 200, List.of(List.of(ingest)), Map.of())))
                .containsExactly("the agents of r-1 on far, r-2 on " + HERE);
        assertThat(unseen(audit(two, 200, List.of(List.of(ingest), List.of(runner)), Map.of())))
                .containsExactly("the agents of r-2 on " + HERE);
        assertThat(unseen(audit(two, 200, List.of(List.of(runner), List.of(runner)), Map.of())))
                .isEmpty();
    }

    private static List<String> unseen(Report report) {
        return report.notChecked().stream()
                .map(NotChecked::what)
                .filter(each -> each.startsWith("the agents of r-"))
                .toList();
    }

    /** Of what answers neither as a service that asks for a token, nor as one that does not. */
    @Test
    void aServiceThatAnswersOddlyIsNotChecked() throws Exception {
        try (AnsweringServer odd =
                AnsweringServer.start(question ->
                        switch (question) {
                            case "GET /health" -> new AnsweringServer.Answer(200, "{}");
                            case "GET /runners" ->
                                    new AnsweringServer.Answer(200, "{\"runners\":[]}");
                            default -> new AnsweringServer.Answer(404, "");
                        })) {
            Report report = audit(odd, List.of(), Map.of());
            assertThat(report.notChecked())
                    .filteredOn(each -> each.what().equals("dispatcher"))
                    .singleElement()
                    .satisfies(each -> assertThat(each.why()).contains("status 404"));
            assertThat(doors(report)).doesNotContain("http-without-token");
        }
    }

    @Test
    void whereTheDispatcherDoesNotSayTheSettingsHereCount() throws Exception {
        Report report = audit("{}", 401);
        assertThat(report.notChecked())
                .filteredOn(each -> each.what().equals("runners elsewhere"))
                .singleElement()
                .satisfies(each -> assertThat(each.why()).contains("CRAYFLEET_TOKEN"));
        assertThat(doors(report)).contains("agents-are-the-runner");
    }
}

package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.broker.LoopbackPorts;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.DelegationAnswered;
import dev.crayfleet.contract.ClaimMessage.DelegationEnded;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.dispatcher.ledger.FleetFiles;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent delegates to one of another lane, over a real broker. */
class DelegationIT {
    private static final String MANAGER = "manager";
    private static final String FILE =
            """
            {"agents": {"manager": {"may-delegate-to": ["*"], "home": "agents/manager"},
                        "%s": {"capabilities": ["review"]}}}
            """;

    @TempDir Path folder;

    @Test
    void aDelegationGoesThereAndBack() throws Exception {
        int port = LoopbackPorts.findFree();
        String auditor = agentOfAnotherLane();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                ApplicationContext dispatcher = dispatcher(kafka, port);
                FakeRunner runner =
                        new FakeRunner(KafkaSettings.of(kafka.bootstrap()), "incarnation-1");
                DispatcherClient client = new DispatcherClient()) {
            assertThat(dispatcher.isRunning()).isTrue();
            for (int lane = 0; lane < Topics.DEFAULT_LANES; lane++) {
                runner.tell(
                        lane,
                        FleetFiles.changed(
                                lane,
                                1,
                                FILE.formatted(auditor),
                                new Order("o-1", Requester.UNKNOWN, null, Instant.now())));
            }
            runner.join(MANAGER, 1);
            runner.join(auditor, 1);
            runner.submit(MANAGER, "{\"prompt\": \"do t\", \"id\": \"t\", \"pool\": \"manager\"}");
            ClaimGranted parent = runner.awaitClaim();
            assertThat(Objects.requireNonNull(parent.work().agent()).delegates()).isTrue();
            runner.start(parent);
            runner.send(request(runner, parent));
            DelegationAnswered answer = runner.await(DelegationAnswered.class);
            assertThat(answer.refusal()).isNull();
            assertThat(answer.agent()).isEqualTo(new Pool(auditor));
            runner.send(
                    new RunMessage.RunWaiting(
                            parent.pool(), runner.holder(), parent.attempt(), true, Instant.now()));
            ClaimGranted child = runner.awaitClaim();
            assertThat(child.attempt().task()).isEqualTo(answer.child());
            runner.start(child);
            runner.finish(child, new RunOutcome.Succeeded());
            DelegationEnded ended = runner.await(DelegationEnded.class);
            assertThat(ended.attempt()).isEqualTo(parent.attempt());
            assertThat(ended.status()).isEqualTo(TaskStatus.SUCCEEDED);
            URI uri = URI.create("http://127.0.0.1:" + port);
            JsonNode shown = client.get(uri, "/tasks/t", 200);
            assertThat(shown.at("/children/0/id").asText()).isEqualTo("t-d1-1");
            assertThat(shown.at("/children/0/state").asText()).isEqualTo("succeeded");
            assertThat(client.get(uri, "/tasks/t-d1-1", 200).at("/parent/id").asText())
                    .isEqualTo("t");
        }
    }

    private static RunMessage.DelegationRequested request(FakeRunner runner, ClaimGranted parent) {
        return new RunMessage.DelegationRequested(
                parent.pool(),
                runner.holder(),
                parent.attempt(),
                1,
                null,
                "review",
                Prompt.of("Look at it"),
                TaskOptions.NONE,
                List.of(),
                false,
                null,
                false,
                Instant.now());
    }

    private static String agentOfAnotherLane() {
        int number = 1;
        while (lane("auditor-" + number) == lane(MANAGER)) {
            number++;
        }
        return "auditor-" + number;
    }

    private static int lane(String pool) {
        return Partitions.of(pool, Topics.DEFAULT_LANES);
    }

    private ApplicationContext dispatcher(EmbeddedKafka kafka, int port) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", kafka.bootstrap());
        settings.put("micronaut.server.port", port);
        settings.put("crayfleet.dispatcher.state-dir", folder.resolve("streams").toString());
        return DispatcherApp.start(settings);
    }
}

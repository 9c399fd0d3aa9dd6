package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.ingest.IngestApp;
import dev.crayfleet.poster.PosterApp;
import dev.crayfleet.runner.RunnerApp;
import dev.crayfleet.stage.WrongSettingsException;
import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every service says which settings are wrong, all at once, where there is no Kafka. */
class WrongSettingsTest {
    static Stream<Arguments> services() {
        return Stream.of(
                service(
                        IngestApp::start,
                        Map.of(
                                "crayfleet.ingest.queue-size", "0",
                                "crayfleet.lanes", "many",
                                "discord.token", "made.up.1"),
                        List.of(
                                "crayfleet.ingest.queue-size (CRAYFLEET_INGEST_QUEUE_SIZE) is 0, outside 1 to 100000",
                                "crayfleet.lanes (CRAYFLEET_LANES) \"many\" is not understood",
                                "DISCORD_TASK_QUEUE_CHANNEL is not set")),
                service(
                        PosterApp::start,
                        Map.of(
                                "crayfleet.poster.look-back", "1",
                                "crayfleet.poster.nonce-holds", "soon",
                                "discord.token", "made up"),
                        List.of(
                                "crayfleet.poster.nonce-holds (CRAYFLEET_POSTER_NONCE_HOLDS) \"soon\"",
                                "discord.token (DISCORD_TOKEN")),
                service(
                        DispatcherApp::start,
                        Map.of(
                                "crayfleet.dispatcher.lease", "0s",
                                "crayfleet.dispatcher.retries", "11",
                                "crayfleet.dispatcher.threads", "two"),
                        List.of(
                                "crayfleet.dispatcher.lease (CRAYFLEET_DISPATCHER_LEASE) must be longer than 0s",
                                "crayfleet.dispatcher.retries (CRAYFLEET_DISPATCHER_RETRIES) is 11, outside 0 to 10",
                                "crayfleet.dispatcher.threads (CRAYFLEET_DISPATCHER_THREADS) \"two\"")),
                service(
                        RunnerApp::start,
                        Map.of(
                                "crayfleet.runner.beat", "soon",
                                "crayfleet.runner.price-unit", "per-2k",
                                "crayfleet.runner.executor", "nonsense"),
                        List.of(
                                "crayfleet.runner.beat (CRAYFLEET_RUNNER_BEAT) \"soon\"",
                                "crayfleet.runner.price-unit (CRAYFLEET_RUNNER_PRICE_UNIT) \"per-2k\"",
                                "crayfleet.runner.executor (CRAYFLEET_RUNNER_EXECUTOR) \"nonsense\"")));
    }

    private static Arguments service(
            Function<Map<String, Object>, ApplicationContext> start,
            Map<String, String> wrong,
            List<String> sentences) {
        return arguments(start, wrong, sentences);
    }

    @ParameterizedTest
    @MethodSource("services")
    void areNamedWithoutKafka(
            Function<Map<String, Object>, ApplicationContext> start,
            Map<String, String> wrong,
            List<String> sentences) {
        Map<String, Object> settings = new HashMap<>(wrong);
        settings.put("kafka.bootstrap.servers", "127.0.0.1:1");
        settings.put("micronaut.server.port", 0);
        settings.put("crayfleet.log-format", "xml");
        List<String> problems = problems(start, settings);
        assertThat(problems).hasSize(sentences.size() + 1);
        assertThat(problems)
                .contains(
                        "crayfleet.log-format (CRAYFLEET_LOG_FORMAT) \"xml\" is not understood: write text or json");
        for (String sentence : sentences) {
            assertThat(problems).anyMatch(problem -> problem.contains(sentence));
        }
        assertThat(problems).noneMatch(problem -> problem.contains("made up"));
    }

    private static List<String> problems(
            Function<Map<String, Object>, ApplicationContext> start, Map<String, Object> settings) {
        try (ApplicationContext context = start.apply(settings)) {
            throw new AssertionError("it started: " + context);
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof WrongSettingsException wrong) {
                    return wrong.problems();
                }
            }
            throw e;
        }
    }
}

package dev.crayfleet.ingest.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.Thinking;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenClaw 2026.7 does with the same bodies. */
class HookReaderTest {
    private static final String CHANNEL = "1471858733452890132";
    private final HookReader reader = new HookReader();

    @Test
    void understandsAllFields() {
        HookRequest hook =
                understood(
                        """
                        {"message":" Check the mirror ","agentId":"Auditor","name":"delegate","deliver":true,
                         "channel":"%s","model":"cheap","thinking":"high","timeoutSeconds":600.9,
                         "waitForCompletion":true,"idempotencyKey":"k"}
                        """
                                .formatted(CHANNEL));
        assertThat(hook)
                .isEqualTo(
                        new HookRequest(
                                "Check the mirror",
                                "delegate",
                                "Auditor",
                                true,
                                CHANNEL,
                                "cheap",
                                Thinking.HIGH,
                                Duration.ofSeconds(600),
                                "k",
                                true));
    }

    @Test
    void leavesOutWhatItDoesNotKnow() {
        assertThat(understood("{\"message\":\"x\",\"cwd\":\"/\",\"wakeMode\":7,\"name\":[1]}"))
                .isEqualTo(
                        new HookRequest(
                                "x", "Hook", null, true, null, null, null, null, null, false));
        assertThat(understood("{\"message\":\"x\",\"thinking\":\"very\"}").thinking()).isNull();
        for (String none : List.of("0", "-5", "0.9", "\"60\"", "null", "true", "1e999")) {
            assertThat(understood("{\"message\":\"x\",\"timeoutSeconds\":%s}".formatted(none)))
                    .as(none)
                    .extracting(HookRequest::timeout)
                    .isNull();
        }
        assertThat(understood("{\"message\":\"x\",\"timeoutSeconds\":1e12}").timeout())
                .isEqualTo(Duration.ofHours(24));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                       | message required",
                "[]                                     | message required",
                "{}                                     | message required",
                "{'message':'  '}                       | message required",
                "{'message':'\\u200b\\u2060'}           | message required",
                "{'message':7}                          | message required",
                "{'message':                            | invalid JSON",
                "{'message':'x','waitForCompletion':1}  | waitForCompletion must be boolean",
                "{'message':'x','agentId':''}           | agentId must be a non-empty string",
                "{'message':'x','agentId':7}            | agentId must be a non-empty string",
                "{'message':'x','agentId':null}         | agentId must be a non-empty string",
                "{'message':'x','model':''}             | model required",
                "{'message':'x','sessionMode':'own'}    | sessionMode must be isolated or persistent",
                "{'message':'x','sessionMode':'persistent'}|sessionKey is required when sessionMode is persistent",
                "{'message':'x','to':'channel:1'}       | channel and to must be set together for hook delivery",
                "{'message':'x','channel':'last'}       | channel and to must be set together for hook delivery",
                "{'message':'x','channel':'last','to':'y'}|channel must name a concrete channel for hook delivery",
                "{'message':'x','channel':'discord'}    | channel and to must be set together for hook delivery",
                "{'message':'x','channel':'discord','to':' '}|to must be a non-empty string for hook delivery",
                "{'message':'x','accountId':'a'}        | accountId requires channel and to for hook delivery",
                "{'message':'x','accountId':''}         | accountId must be a non-empty string for hook delivery"
            })
    void refusesInItsWords(String body, String error) {
        assertThat(read(body == null ? "" : body.replace('\'', '"')))
                .isEqualTo(new HookReader.Reading.Refused(error));
    }

    @Test
    void refusesWhatOnlyAGatewayCanDo() {
        assertThat(error("{\"message\":\"x\",\"sessionKey\":\"mine\"}"))
                .startsWith("sessionKey is disabled for externally supplied hook payload values");
        assertThat(error("{\"message\":\"x\",\"channel\":\"telegram\",\"to\":\"7\"}"))
                .startsWith("channel must be last|discord");
        assertThat(error("{\"message\":\"x\",\"channel\":\"discord\",\"to\":\"user:8035111\"}"))
                .contains("not sent to people");
        assertThat(error("{\"message\":\"x\",\"channel\":\"99999999999999999999\"}"))
                .startsWith("channel must be");
    }

    @Test
    void knowsWhereTheResultGoes() {
        String to =
                "{\"message\":\"x\",\"channel\":\" Discord \",\"to\":\"channel:%s\"}"
                        .formatted(CHANNEL);
        assertThat(understood(to).channelId()).isEqualTo(CHANNEL);
        assertThat(understood(to.replace("channel:", "")).channelId()).isEqualTo(CHANNEL);
        HookRequest none = understood(to.replace("\"message\"", "\"deliver\":false,\"message\""));
        assertThat(none.deliver()).isFalse();
        assertThat(none.channelId()).isNull();
        assertThat(understood("{\"message\":\"x\",\"deliver\":\"no\"}").deliver()).isTrue();
    }

    @Test
    void takesTheFirstKeyThatIsOne() {
        String body = "{\"message\":\"x\",\"idempotencyKey\":\"body\"}";
        assertThat(understood(body, List.of("  ", " header ")).key()).isEqualTo("header");
        assertThat(understood(body, List.of("x".repeat(257))).key()).isEqualTo("body");
        assertThat(understood("{\"message\":\"x\",\"idempotencyKey\":7}").key()).isNull();
    }

    @Test
    void hostileBodiesAreRefusedOrBounded() {
        assertThat(error("[".repeat(100_000))).isEqualTo("invalid JSON");
        assertThat(error("{\"message\":\"a\\u0000b\"}")).startsWith("message cannot be read");
        HookRequest hook =
                understood(
                        "{\"message\":\"x\",\"name\":\"%s\\n\\u001b[31m@everyone\"}"
                                .formatted("n".repeat(200_000)));
        HookRun run = new HookRun(hook, Pool.DEFAULT, new Requester("token:ci", "ci"));
        Requester requester = run.draft(run.id(), null, Instant.EPOCH).defaults().requester();
        assertThat(requester.id()).isEqualTo("token:ci");
        assertThat(requester.name()).hasSizeLessThanOrEqualTo(128).doesNotContain("\n", "\u001b");
    }

    @Test
    void theSameKeyAndRequestOfTheSameTokenIsTheSameTask() {
        HookRequest hook = understood("{\"message\":\"x\",\"idempotencyKey\":\"k\"}");
        HookRequest other = understood("{\"message\":\"y\",\"idempotencyKey\":\"k\"}");
        HookRequest noKey = understood("{\"message\":\"x\"}");
        Requester ci = new Requester("token:ci", "ci");
        HookRun run = new HookRun(hook, Pool.DEFAULT, ci);
        assertThat(run.id())
                .hasToString("http-hook-b3adda485946b355413e6e234ef86dc8494c8ffd")
                .isEqualTo(new HookRun(hook, Pool.DEFAULT, ci).id())
                .isNotEqualTo(new HookRun(other, Pool.DEFAULT, ci).id())
                .isNotEqualTo(new HookRun(hook, new Pool("auditor"), ci).id())
                .isNotEqualTo(new HookRun(hook, Pool.DEFAULT, new Requester("token:x", "ci")).id());
        assertThat(new HookRun(noKey, Pool.DEFAULT, ci).id())
                .isNotEqualTo(new HookRun(noKey, Pool.DEFAULT, ci).id());
    }

    private HookReader.Reading read(String body) {
        return reader.read(body.getBytes(StandardCharsets.UTF_8), List.of());
    }

    private String error(String body) {
        assertThat(read(body)).isInstanceOf(HookReader.Reading.Refused.class);
        return ((HookReader.Reading.Refused) read(body)).error();
    }

    private HookRequest understood(String body) {
        return understood(body, List.of());
    }

    private HookRequest understood(String body, List<String> keys) {
        HookReader.Reading reading = reader.read(body.getBytes(StandardCharsets.UTF_8), keys);
        assertThat(reading).isInstanceOf(HookReader.Reading.Understood.class);
        return ((HookReader.Reading.Understood) reading).request();
    }
}

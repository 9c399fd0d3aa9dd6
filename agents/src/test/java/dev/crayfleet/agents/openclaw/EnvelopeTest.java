package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EnvelopeTest {
    private static final String SUCCESS =
            """
            {"ok":true,"status":"ok","final":"The answer is 100.","payloads":[{"text":"The answer is 100.","mediaUrl":null}],
             "usage":{"input":360,"output":122,"cacheRead":5,"cacheWrite":0,"total":482,"cost":{"total":4.365e-7}},
             "costUsd":4.365e-7,"assistantTurns":2,"model":"moonshotai/kimi-k2.5","provider":"openrouter"}
            """;

    private static Envelope envelope(String text) {
        return Envelope.parse(text).orElseThrow();
    }

    @Test
    void readsTheEnvelopeOfASuccess() {
        Envelope envelope = envelope(SUCCESS);
        assertThat(envelope.isSuccess()).isTrue();
        assertThat(envelope.text()).isEqualTo("The answer is 100.");
        assertThat(envelope.model()).isEqualTo("openrouter/moonshotai/kimi-k2.5");
        assertThat(envelope.usage()).isEqualTo(new Usage(360, 122, 5, 0));
        assertThat(envelope.costUsd()).isEqualByComparingTo("0.0000004365");
    }

    @Test
    void findsTheEnvelopeBehindOtherOutputAndNoneInOtherText() {
        assertThat(envelope("{not json}\nsome warning\n" + SUCCESS).ok()).isTrue();
        assertThat(Envelope.parse("")).isEmpty();
        assertThat(Envelope.parse("{\"other\":1}")).isEmpty();
        assertThat(Envelope.parse("{\"ok\":true,\"final\":\"cut off")).isEmpty();
    }

    @Test
    @Timeout(20)
    void findsTheEnvelopeQuicklyBehindMillionsOfBraces() {
        String braces = "{\n".repeat(2_000_000);
        assertThat(Envelope.parse(braces)).isEmpty();
        assertThat(envelope(braces + SUCCESS).ok()).isTrue();
        assertThat(envelope("{\"ok\":false}\n" + SUCCESS).ok()).isTrue();
        assertThat(envelope(SUCCESS.replace("4.365e-7,\"a", "1e100000000,\"a")).costUsd()).isNull();
    }

    @Test
    void hasNoModelUsageAndCostWhereTheyAreMissing() {
        Envelope envelope =
                envelope(
                        "{\"ok\":false,\"status\":\"error\",\"final\":\"\",\"payloads\":[],\"model\":null,\"provider\":null,\"error\":{\"message\":\"m\",\"kind\":\"exception\"}}");
        assertThat(envelope.model()).isNull();
        assertThat(envelope.usage()).isNull();
        assertThat(envelope.costUsd()).isNull();
    }
}

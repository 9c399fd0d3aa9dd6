package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.InlineTags.Parsed;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InlineTagsTest {
    private static final String TIMES = "1s to 24h, written 90s, 10m, 2h, or as seconds.";

    static Stream<Arguments> understood() {
        return Stream.of(
                // each tag
                text("Do it [model:cheap]", "Do it", model("cheap")),
                text("Do it [thinking:high]", "Do it", thinking(Thinking.HIGH)),
                text("Do it [agent:auditor]", "Do it", "auditor", TaskOptions.NONE),
                text("Do it [timeout:10m]", "Do it", timeout(Duration.ofMinutes(10))),
                text("Do it [retries:0]", "Do it", retries(0)),
                text("Do it [priority:high]", "Do it", priority(Priority.HIGH)),
                // anywhere, in any order
                text("[model:cheap] Do it", "Do it", model("cheap")),
                text("Do [model:cheap] it", "Do it", model("cheap")),
                text("Do[model:cheap] it", "Do it", model("cheap")),
                text("Do it\n[model:cheap]\nnow", "Do it\n\nnow", model("cheap")),
                text(
                        "[priority:low][retries:10] a [timeout:90s] [agent:x] b [thinking:off] [model:m]",
                        "a b",
                        "x",
                        new TaskOptions(
                                "m", Thinking.OFF, Duration.ofSeconds(90), 10, Priority.LOW)),
                // keys in any case, blanks around key and value
                text("Do it [MODEL:Cheap]", "Do it", model("Cheap")),
                text("Do it [ Thinking : High ]", "Do it", thinking(Thinking.HIGH)),
                text("Do it [Priority:LOW]", "Do it", priority(Priority.LOW)),
                // what models are called
                text(
                        "a [model:openrouter/stepfun/step-3.5-flash:free]",
                        "a",
                        model("openrouter/stepfun/step-3.5-flash:free")),
                text("a [model:vendor/m@2026+x_y]", "a", model("vendor/m@2026+x_y")),
                // named agents are pools, kept in lower case; worker is the old word
                text("a [agent:Tech-Lead]", "a", "tech-lead", TaskOptions.NONE),
                text("a [worker:nx-expert]", "a", "nx-expert", TaskOptions.NONE),
                text("a [worker:Secretary] [agent:secretary]", "a", "secretary", TaskOptions.NONE),
                // times
                text("a [timeout:45]", "a", timeout(Duration.ofSeconds(45))),
                text("a [timeout:1s]", "a", timeout(Duration.ofSeconds(1))),
                text("a [timeout:2H]", "a", timeout(Duration.ofHours(2))),
                text("a [timeout:24h]", "a", timeout(Duration.ofHours(24))),
                text("a [timeout:1500ms]", "a", timeout(Duration.ofMillis(1_500))),
                text("a [timeout: 10 m ]", "a", timeout(Duration.ofMinutes(10))),
                // said twice, but the same
                text("a [model:cheap] b [model:CHEAP]", "a b", model("cheap")),
                // what the old script wrote in front
                text("**[Task: 7f3a]** Do it [model:cheap]", "Do it", model("cheap")),
                text(" \n**[Task:7f3a]**Do it", "Do it", TaskOptions.NONE),
                text("Do it **[Task: 7f3a]**", "Do it **[Task: 7f3a]**", TaskOptions.NONE),
                // brackets with other keys are people's own
                text("Fix [issue: 12] in a[0]", "Fix [issue: 12] in a[0]", TaskOptions.NONE),
                text("[x](http://example.org)", "[x](http://example.org)", TaskOptions.NONE),
                text("[model] is a word", "[model] is a word", TaskOptions.NONE),
                text("[models:x] [model", "[models:x] [model", TaskOptions.NONE),
                text("[model:chea\np]", "[model:chea\np]", TaskOptions.NONE),
                text("[[model:cheap]] a", "[] a", model("cheap")),
                // the rest is left as it was
                text("  a  b\n\n\tc  ", "a  b\n\n\tc", TaskOptions.NONE),
                text("```\n$x \\1 {}\n``` 🦞", "```\n$x \\1 {}\n``` 🦞", TaskOptions.NONE),
                text("", "", TaskOptions.NONE),
                text("[model:cheap]", "", model("cheap")));
    }

    @ParameterizedTest
    @MethodSource("understood")
    void parsesTags(String text, String prompt, String pool, TaskOptions options) {
        assertThat(InlineTags.parse(text))
                .isEqualTo(new Parsed.Text(prompt, new Pool(pool), options));
    }

    static Stream<Arguments> refused() {
        String models = "an alias such as cheap, or provider/model.";
        String levels = "off, minimal, low, medium, high, xhigh, adaptive, max, ultra.";
        String agents = "a name of at most 64 letters, digits, '.', '_' and '-'.";
        return Stream.of(
                refused("model", "two words", models),
                refused("model", "-x", models),
                refused("model", "$(id)", models),
                refused("thinking", "hgih", levels),
                refused("thinking", "high er", levels),
                refused("agent", "../etc", agents),
                refused("agent", "zoë", agents),
                refused("timeout", "0", TIMES),
                refused("timeout", "999ms", TIMES),
                refused("timeout", "25h", TIMES),
                refused("timeout", "86401", TIMES),
                refused("timeout", "-5m", TIMES),
                refused("timeout", "1h30m", TIMES),
                refused("timeout", "1.5h", TIMES),
                refused("timeout", "99999999999999999999", TIMES),
                refused("timeout", "soon", TIMES),
                refused("retries", "11", "0 to 10."),
                refused("retries", "-1", "0 to 10."),
                refused("retries", "1.5", "0 to 10."),
                refused("retries", "many", "0 to 10."),
                refused("priority", "urgent", "high, normal, low."));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void anInvalidValueIsRefusedWithWhatIsAllowed(String key, String value, String allowed) {
        assertThat(InlineTags.parse("Do it [" + key + ":" + value + "] now"))
                .isEqualTo(
                        new Parsed.Refused(
                                "[%s:%s] is not understood. Allowed: %s"
                                        .formatted(key, value, allowed)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "thinking", "agent", "timeout", "retries", "priority"})
    void aTagWithoutAValueIsRefused(String key) {
        assertThat(InlineTags.parse("a [" + key + ": ]"))
                .isInstanceOfSatisfying(
                        Parsed.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .startsWith("[" + key + ":] says nothing. Allowed: "));
    }

    @Test
    void twoDifferentValuesOfATagAreRefused() {
        assertThat(InlineTags.parse("[thinking:low] a [thinking:high]"))
                .isEqualTo(
                        new Parsed.Refused(
                                "[thinking:…] is given twice, as \"low\" and as \"high\". Keep one of them."));
        assertThat(InlineTags.parse("[agent:a] [worker:b]"))
                .isEqualTo(
                        new Parsed.Refused(
                                "[agent:…] is given twice, as \"a\" and as \"b\". Keep one of them."));
    }

    @Test
    void aRefusalIsShortAndCannotEndACodeBlock() {
        assertThat(InlineTags.parse("[model:```" + "x".repeat(5_000) + "]"))
                .isInstanceOfSatisfying(
                        Parsed.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .hasSizeLessThan(200)
                                        .startsWith("[model:'''xxx")
                                        .contains("…] is not understood"));
    }

    @ParameterizedTest
    @CsvSource({"90s,90", "10m,600", "2h,7200", "45,45", " 1 M ,60"})
    void readsDurationsInSeveralForms(String text, long seconds) {
        assertThat(InlineTags.duration(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void anInvalidDurationIsRefusedWithAReason() {
        assertThatThrownBy(() -> InlineTags.duration("soon"))
                .hasMessage("\"soon\" is no time; write 90s, 10m or 2h");
        assertThatThrownBy(() -> InlineTags.duration("25h"))
                .hasMessage("\"25h\" is outside 1s to 24h");
    }

    /** Every text is accepted or refused, and an accepted prompt has no known tag left. */
    @Test
    void randomTextsNeverThrow() {
        long seed = 20_260_102;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = soup(random);
            switch (InlineTags.parse(text)) {
                case Parsed.Text taken ->
                        assertThat(taken.prompt().length())
                                .as("seed %d, text %d: %s", seed, i, text)
                                .isLessThanOrEqualTo(text.length());
                case Parsed.Refused refused ->
                        assertThat(refused.reason())
                                .as("seed %d, text %d: %s", seed, i, text)
                                .isNotBlank()
                                .hasSizeLessThan(300);
            }
        }
    }

    @Test
    void aPromptWithoutKnownTagsIsOnlyStripped() {
        long seed = 20_260_103;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text =
                    soup(random)
                            .replaceAll(
                                    "(?i)model|thinking|agent|worker|timeout|retries|priority|\\*\\*",
                                    "x");
            assertThat(InlineTags.parse(text))
                    .as("seed %d, text %d", seed, i)
                    .isEqualTo(new Parsed.Text(text.strip(), Pool.DEFAULT, TaskOptions.NONE));
        }
    }

    @Test
    void aVeryLongTextIsParsedQuickly() {
        String nasty = "[ ".repeat(50_000) + "[model" + " ".repeat(50_000) + "**[Task:";
        assertThat(InlineTags.parse(nasty))
                .isEqualTo(new Parsed.Text(nasty.strip(), Pool.DEFAULT, TaskOptions.NONE));
    }

    private static String soup(Random random) {
        String[] bits = {
            "[",
            "]",
            "[[",
            ":",
            "model:",
            "[thinking:",
            "[agent:",
            "worker",
            "[timeout:",
            "retries:",
            "[priority:",
            "high",
            "low",
            "cheap",
            "10m",
            "0",
            "99",
            " ",
            "\n",
            "\t",
            "**[Task: a]**",
            "**",
            "\\",
            "$1",
            "`",
            "🦞",
            "\ud83e",
            "\u0000",
            "é",
            "\u2028",
            "a",
            "[model:cheap]"
        };
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(25); n > 0; n--) {
            text.append(
                    random.nextInt(8) == 0
                            ? Character.toString((char) random.nextInt(0x10000))
                            : bits[random.nextInt(bits.length)]);
        }
        return text.toString();
    }

    private static Arguments text(String text, String prompt, TaskOptions options) {
        return text(text, prompt, "default", options);
    }

    private static Arguments text(String text, String prompt, String pool, TaskOptions options) {
        return Arguments.of(text, prompt, pool, options);
    }

    private static Arguments refused(String key, String value, String allowed) {
        return Arguments.of(key, value, allowed);
    }

    private static TaskOptions model(String model) {
        return options(model, null, null, null, null);
    }

    private static TaskOptions thinking(Thinking level) {
        return options(null, level, null, null, null);
    }

    private static TaskOptions timeout(Duration time) {
        return options(null, null, time, null, null);
    }

    private static TaskOptions retries(int retries) {
        return options(null, null, null, retries, null);
    }

    private static TaskOptions priority(Priority priority) {
        return options(null, null, null, null, priority);
    }

    private static TaskOptions options(
            @Nullable String model,
            @Nullable Thinking thinking,
            @Nullable Duration timeout,
            @Nullable Integer retries,
            @Nullable Priority priority) {
        return new TaskOptions(model, thinking, timeout, retries, priority);
    }

    @Test
    void aCapabilityStandsForAnAgent() {
        assertThat(InlineTags.parse("check it [needs:Review]"))
                .isEqualTo(new Parsed.Text("check it", Pool.DEFAULT, TaskOptions.NONE, "review"));
        for (String text :
                List.of(
                        "x [needs:]",
                        "x [needs:a b]",
                        "x [needs:a] [agent:b]",
                        "x [needs:a] [worker:b]")) {
            assertThat(InlineTags.parse(text)).as(text).isInstanceOf(Parsed.Refused.class);
        }
    }
}

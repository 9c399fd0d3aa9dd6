package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.WebElement;

/** An emulator of its own for each test of the page, and the browser of all. */
@ExtendWith(SharedBrowser.class)
abstract class PageTestBase {
    protected static final String EXAMPLE = "Calculate 25 × 4 [thinking:low]";

    /** Letters per line differ with the width, so that a resize changes every height. */
    private static final String FILLER = " Crayfish walk forwards and swim backwards.".repeat(8);

    protected DiscordEmulator discord;
    protected Browser browser;

    @BeforeEach
    void startEmulator(Browser shared) {
        browser = shared;
        browser.prefer("dark");
        browser.errors(); // those of the test before are not this one's
        discord = DiscordEmulator.start(config());
    }

    @AfterEach
    void stopEmulator() {
        // Without a page no connection is tried again while the next test starts.
        browser.open("about:blank", 1280, 800);
        discord.close();
    }

    protected static EmulatorConfig config() {
        return EmulatorConfig.inMemory()
                .withGuildName("Crayfleet")
                .withChannels(
                        List.of(
                                new ChannelConfig(
                                        "task-queue",
                                        "Write a task here",
                                        List.of(EXAMPLE, "Write a haiku")),
                                new ChannelConfig("results", "What came of it", List.of()),
                                ChannelConfig.named("worker-pool")));
    }

    protected static String in(String channel, String css) {
        return "[data-channel='" + channel + "'] " + css;
    }

    protected void open(int width, int height) {
        browser.open(discord.pageUrl(), width, height);
        awaitLive();
    }

    protected void awaitLive() {
        browser.withText("#status", "live");
        browser.one("section[data-channel='task-queue']");
        browser.until(d -> browser.all(".messages[aria-busy]").isEmpty());
    }

    protected WebElement box() {
        return browser.one(in("task-queue", "textarea[name=text]"));
    }

    /** Posts as the bot to #results: {@code Result 1 …}, {@code Result 2 …}. */
    protected void postResults(int from, int to) {
        IntStream.rangeClosed(from, to)
                .forEach(i -> discord.postAs(discord.botToken(), "results", result(i) + FILLER));
    }

    protected static String result(int number) {
        return "Result " + number + ".";
    }

    protected void awaitResult(int number) {
        browser.until(d -> isShown(number));
    }

    protected boolean isShown(int number) {
        return Boolean.TRUE.equals(
                browser.script(
                        "return [...document.querySelectorAll(arguments[0])]"
                                + ".some(each => each.textContent.startsWith(arguments[1] + ' '))",
                        in("results", ".content"),
                        result(number)));
    }

    /** Pixels between what is seen of #results and its end. */
    protected double distanceFromEnd() {
        return number(
                "const s = document.querySelector(arguments[0]);"
                        + " return s.scrollHeight - s.scrollTop - s.clientHeight",
                in("results", ".scroll"));
    }

    protected double number(String script, Object... arguments) {
        return ((Number) browser.script(script, arguments)).doubleValue();
    }

    protected void awaitEnd() {
        browser.until(d -> Math.abs(distanceFromEnd()) <= 1);
    }

    /** Runs a script of the test's resources in the page, which returns a list of texts. */
    protected List<String> findings(String resource) throws IOException {
        try (InputStream in = PageTestBase.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return ((List<?>) browser.script(script)).stream().map(String::valueOf).toList();
        }
    }
}

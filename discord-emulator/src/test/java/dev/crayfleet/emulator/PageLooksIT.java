package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;

/** Themes, colours, drawn emoji, text with markup. */
class PageLooksIT extends PageTestBase {
    private String background() {
        return browser.one("body").getCssValue("background-color");
    }

    private void postOneOfEach() {
        String user = discord.userToken();
        String bot = discord.botToken();
        String first = discord.postAs(user, "task-queue", "a task").id();
        discord.raw()
                .post(
                        discord.channelId("task-queue"),
                        "{\"content\":\"a reply\",\"edited_timestamp\":\"2026-11-30T00:00:00Z\"}");
        assertThat(first).isNotEmpty();
        discord.postAs(
                bot,
                "results",
                "# Head\n## Second\n- item `code`\n1. one\n> quote\n-# small\n**bold**"
                        + " [link](https://example.org) <#"
                        + discord.channelId("results")
                        + "> <t:1796000000:R> @everyone\n```java\nint i;\n```");
        discord.postAs(bot, "worker-pool", "✅ **READY** `runner-1`");
        for (String name :
                new String[] {"ada", "grace", "linus", "margaret", "edsger", "barbara"}) {
            discord.postAs(discord.newUserToken(name), "worker-pool", "I am " + name);
        }
    }

    @Test
    void theThemeIsTheSystemsUntilOneIsChosenWhichIsRemembered() {
        open(1280, 800);
        String dark = background();
        browser.prefer("light");
        String light = background();
        assertThat(light).isNotEqualTo(dark);
        WebElement toggle = browser.one("#theme");
        // The page hears of the change a little after it has its colours.
        browser.until(page -> "Switch to the dark theme".equals(toggle.getAccessibleName()));
        toggle.click();
        assertThat(background()).isEqualTo(dark);
        assertThat(toggle.getAccessibleName()).isEqualTo("Switch to the light theme");
        browser.reload();
        awaitLive();
        assertThat(background()).isEqualTo(dark);
        browser.prefer("dark");
        browser.one("#theme").click();
        browser.reload();
        awaitLive();
        assertThat(background()).isEqualTo(light);
    }

    @Test
    void everyTextHasEnoughContrastInBothThemes() throws Exception {
        postOneOfEach();
        open(1280, 800);
        browser.withText(in("worker-pool", ".content"), "barbara");
        browser.one(in("task-queue", "textarea[name=text]")).sendKeys("x".repeat(10));
        browser.script(
                "const box = document.querySelector(arguments[0]); box.value = 'x'.repeat(2001);"
                        + " box.dispatchEvent(new Event('input'))",
                in("task-queue", "textarea[name=text]"));
        for (String theme : new String[] {"dark", "light"}) {
            browser.prefer(theme);
            assertThat(findings("contrast.js")).as(theme).isEmpty();
        }
    }

    @Test
    void aNameHasOneColourWhereverItStands() {
        postOneOfEach();
        String ada = discord.newUserToken("ada");
        discord.postAs(ada, "results", "hello");
        open(1280, 800);
        String color = colorOf("worker-pool", "ada");
        assertThat(colorOf("results", "ada")).isEqualTo(color);
        assertThat(colorOf("worker-pool", "grace")).isNotEqualTo(color);
        browser.reload();
        awaitLive();
        assertThat(colorOf("results", "ada")).isEqualTo(color);
    }

    private String colorOf(String channel, String name) {
        return browser.withText(in(channel, ".author"), name).getCssValue("color");
    }

    @Test
    void theFleetsEmojiAreDrawnAndOthersAreAsTheyWere() {
        String drawn = "✅❌⌛✋⚪⚠🤖🦞🦀🟢🟠🟡🔴🔁📌🛑👍⏳";
        discord.postAs(discord.botToken(), "results", drawn + "\uFE0F and 🎉 `🟢`");
        open(1280, 800);
        WebElement content = browser.withText(in("results", ".content"), "🎉");
        assertThat(content.getText()).contains(drawn);
        assertThat(browser.all(in("results", ".content .emoji")))
                .hasSize(drawn.codePointCount(0, drawn.length()) + 1)
                .allSatisfy(emoji -> {
                    assertThat(emoji.getText()).doesNotContain("🎉");
                    assertThat(emoji.getCssValue("background-image")).contains("/emoji.svg");
                    assertThat(emoji.getCssValue("color")).isEqualTo("rgba(0, 0, 0, 0)");
                });
        assertThat(number(WIDTH_OF_SPRITE)).isEqualTo(32 * drawn.codePointCount(0, drawn.length()));
    }

    private static final String WIDTH_OF_SPRITE =
            "const request = new XMLHttpRequest(); request.open('GET', '/emoji.svg', false);"
                    + " request.send(); return Number(/width=\"(\\d+)\"/.exec(request.responseText)[1])";

    @Test
    void markupIsShownAsDiscordShowsIt() {
        discord.postAs(
                discord.botToken(),
                "results",
                "# Report\n1. first\n2. second\n  - inner **bold**\n- other\n> one\n> two\n"
                        + "snake_case_name, 2 * 3 * 4, \\*plain\\*, ||secret||\n"
                        + "see https://example.org/a_(b), *now*.\n```java\nint i = 1;\n```");
        open(1280, 800);
        String message = in("results", ".content ");
        assertThat(browser.one(message + "h3").getText()).isEqualTo("Report");
        assertThat(browser.all(message + "ol > li")).hasSize(2);
        assertThat(browser.one(message + "ol > li:nth-child(2) > ul strong").getText())
                .isEqualTo("bold");
        assertThat(browser.one(message + "ol + ul > li").getText()).isEqualTo("other");
        assertThat(browser.one(message + "blockquote").getText()).isEqualTo("one\ntwo");
        assertThat(browser.one(message + "pre").getText()).isEqualTo("int i = 1;");
        assertThat(browser.one(message + "a").getDomProperty("href"))
                .isEqualTo("https://example.org/a_(b)");
        assertThat(browser.all(message + "em"))
                .extracting(WebElement::getText)
                .containsExactly("now");
        assertThat(browser.one(message).getText()).contains("snake_case_name, 2 * 3 * 4, *plain*,");
        WebElement spoiler = browser.one(message + ".spoiler");
        assertThat(spoiler.getAccessibleName()).isEqualTo("Spoiler, show it");
        spoiler.click();
        browser.one(message + ".spoiler.shown");
    }

    /** Each of these is as long as a message can be; none may take longer than a plain text. */
    @Test
    void noMarkupIsSlow() {
        open(1280, 800);
        for (String part :
                new String[] {
                    "*",
                    "**a",
                    "_a",
                    "`",
                    "||",
                    "[",
                    "[a](",
                    "<",
                    "~~a ",
                    "> ",
                    "*a **b ",
                    "- a\n",
                    "https://",
                    "\\"
                }) {
            String text = part.repeat(1_999 / part.length()).strip();
            discord.postAs(discord.botToken(), "results", text + ".");
        }
        double milliseconds = number(TIME_OF_MARKUP);
        assertThat(milliseconds).isLessThan(14 * 200);
    }

    private static final String TIME_OF_MARKUP =
            """
            const parts = ['*', '**a', '_a', '`', '||', '[', '[a](', '<', '~~a ', '> ', '*a **b ',
              '- a\\n', 'https://', '\\\\'];
            return import('/markdown.js').then(({ markdown }) => {
              const names = { user: (id) => id, channel: (id) => id };
              const start = performance.now();
              for (const part of parts) markdown(part.repeat(20000 / part.length), names);
              return performance.now() - start;
            });
            """;

    @Test
    void aPhoneHasRoomForEverything() throws Exception {
        postOneOfEach();
        byte[] text = "x".repeat(100).getBytes(StandardCharsets.UTF_8);
        discord.postAs(discord.botToken(), "task-queue", new String(text, StandardCharsets.UTF_8));
        for (int width : new int[] {320, 390}) {
            open(width, 700);
            for (String channel : new String[] {"results", "worker-pool", "task-queue"}) {
                browser.one("#tabs [data-channel='" + channel + "']").click();
                browser.until(
                        d -> browser.one("section[data-channel='" + channel + "']").isDisplayed());
                assertThat(number("return document.documentElement.scrollWidth"))
                        .isLessThanOrEqualTo(width);
                assertThat(
                                number(
                                        "const s = document.querySelector(arguments[0]);"
                                                + " return s.scrollWidth - s.clientWidth",
                                        in(channel, ".scroll")))
                        .isLessThanOrEqualTo(0);
            }
        }
    }
}

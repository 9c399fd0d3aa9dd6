package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Reading a channel: its end stays in view, and so does whatever else somebody reads. */
class PageReadingIT extends PageTestBase {
    private static final int MOST_MESSAGES = 300;

    private WebElement scroll() {
        return browser.one(in("results", ".scroll"));
    }

    private WebElement pill() {
        return browser.one(in("results", ".present"));
    }

    private int shownMessages() {
        return browser.all(in("results", ".message")).size();
    }

    /** Where the message stands that begins so. */
    private double topOf(int number) {
        return number(
                "return [...document.querySelectorAll(arguments[0])]"
                        + ".find(each => each.textContent.startsWith(arguments[1] + ' '))"
                        + ".getBoundingClientRect().top",
                in("results", ".content"),
                result(number));
    }

    /** The number of a result that is in view. */
    private int readNow() {
        return (int)
                number(
                        "const box = document.querySelector(arguments[0]).getBoundingClientRect();"
                                + " return Number([...document.querySelectorAll(arguments[1])]"
                                + ".find(each => each.getBoundingClientRect().top > box.top)"
                                + ".textContent.match(/[0-9]+/)[0])",
                        in("results", ".scroll"),
                        in("results", ".content"));
    }

    @Test
    void theEndStaysInViewWhenTheWindowIsResizedAndWhenResultsCome() {
        postResults(1, 60);
        open(1600, 900);
        awaitEnd();
        for (int width : List.of(1100, 1900, 1030)) {
            browser.resize(width, 700);
            awaitEnd();
        }
        postResults(61, 90);
        awaitResult(90);
        awaitEnd();
        assertThat(pill().isDisplayed()).isFalse();
        // A composer that grows takes room from the list.
        browser.one(in("results", "textarea[name=text]"))
                .sendKeys(Keys.chord(Keys.SHIFT, Keys.ENTER));
        awaitEnd();
    }

    @Test
    void whatIsReadFurtherUpStaysWhereItIsAndAPillLeadsBack() {
        postResults(1, 60);
        open(1600, 900);
        awaitEnd();
        browser.wheel(scroll(), -1_500);
        browser.until(d -> distanceFromEnd() > 1_400);
        int read = readNow();
        double top = topOf(read);

        postResults(61, 90);
        awaitResult(90);
        assertThat(topOf(read)).isCloseTo(top, within());
        assertThat(pill().getText()).isEqualTo("30 new messages");
        browser.resize(1_200, 800);
        browser.until(d -> Math.abs(topOf(read) - top) <= 1);
        assertThat(distanceFromEnd()).isGreaterThan(1_400);

        pill().click();
        awaitEnd();
        assertThat(pill().isDisplayed()).isFalse();
        postResults(91, 92);
        awaitResult(92);
        awaitEnd();
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1.0);
    }

    @Test
    void aLongChannelIsReadToItsBeginningAndFromThereToItsEnd() {
        postResults(1, 500);
        open(1600, 900);
        awaitResult(500);
        while (!isShown(1)) {
            int first = readNow();
            browser.until(d -> {
                scrollTo("0");
                return isShown(1) || readNow() < first;
            });
            assertThat(shownMessages()).isLessThanOrEqualTo(MOST_MESSAGES);
        }
        // That nothing is older is known when the reader comes near the top once more.
        browser.until(d -> {
            scrollTo("0");
            return browser.one(in("results", ".intro h3")).isDisplayed();
        });
        assertThat(isShown(500)).isFalse();
        postResults(501, 501);
        browser.withText(in("results", ".present"), "1 new message");

        while (!isShown(501)) {
            int first = readNow();
            browser.until(d -> {
                scrollTo("s.scrollHeight");
                return isShown(501) || readNow() > first;
            });
            assertThat(shownMessages()).isLessThanOrEqualTo(MOST_MESSAGES);
        }
        assertThat(number(GAPS)).isZero();
        scrollTo("s.scrollHeight");
        browser.until(d -> !pill().isDisplayed());
        postResults(502, 503);
        awaitResult(503);
        awaitEnd();
    }

    private void scrollTo(String position) {
        browser.script(
                "const s = document.querySelector(arguments[0]); s.scrollTop = " + position,
                in("results", ".scroll"));
    }

    /** How many of the results on the page do not follow the one before. */
    private static final String GAPS =
            """
            const numbers = [...document.querySelectorAll('[data-channel="results"] .content')]
              .map((each) => Number(each.textContent.match(/[0-9]+/)[0]));
            return numbers.filter((each, i) => i > 0 && each !== numbers[i - 1] + 1).length;
            """;

    @Test
    void theEditorOfTheLastMessageOpensInView() {
        postResults(1, 40);
        String longText = "A task of many lines\n" + "and one more\n".repeat(30);
        discord.postAs(discord.userToken(), "results", longText);
        open(1600, 500);
        awaitEnd();
        WebElement box = browser.one(in("results", "textarea[name=text]"));
        box.sendKeys(Keys.ARROW_UP);
        WebElement editor = browser.one(in("results", "textarea.editor"));
        browser.until(d -> isInside(editor));
        assertThat(browser.focused()).isEqualTo(editor);
        browser.press(" changed", Keys.ENTER);
        browser.withText(in("results", ".edited"), "edited");
        assertThat(discord.messages("results").getLast().content()).endsWith("changed");
        browser.until(d -> browser.focused().equals(box));
    }

    private boolean isInside(WebElement node) {
        return Boolean.TRUE.equals(
                browser.script(
                        "const a = arguments[0].getBoundingClientRect();"
                                + " const b = document.querySelector(arguments[1])"
                                + ".getBoundingClientRect();"
                                + " return a.height > 0 && a.top >= b.top && a.bottom <= b.bottom",
                        node,
                        in("results", ".scroll")));
    }

    /**
     * The time for one more result must not grow with the number of those before. The limits are
     * far from what is measured, because other tests run on the same machine.
     */
    @Test
    void tenThousandResultsLeaveThePageSmallAndQuick() {
        open(1600, 900);
        long start = System.nanoTime();
        postResults(1, 2_000);
        awaitResult(2_000);
        double first = (System.nanoTime() - start) / 2_000.0;
        double nodes = number("return document.querySelectorAll('*').length");
        start = System.nanoTime();
        postResults(2_001, 10_000);
        browser.until(Duration.ofMinutes(2), d -> isShown(10_000));
        double rest = (System.nanoTime() - start) / 8_000.0;
        System.out.printf(
                "a result takes %.0f µs, after 2,000 %.0f µs; %.0f nodes%n",
                first / 1_000, rest / 1_000, nodes);

        awaitEnd();
        assertThat(rest).isLessThan(3 * first + 1_000_000);
        assertThat(shownMessages()).isLessThanOrEqualTo(MOST_MESSAGES);
        assertThat(number("return document.querySelectorAll('*').length")).isLessThan(nodes * 1.5);
    }
}

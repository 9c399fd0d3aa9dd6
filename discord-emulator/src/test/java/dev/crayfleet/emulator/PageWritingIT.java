package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What a person writes: a first task, limits before they are hit, everything by keyboard. */
class PageWritingIT extends PageTestBase {
    @TempDir Path folder;

    private String value() {
        return String.valueOf(box().getDomProperty("value"));
    }

    private void fill(int length) {
        browser.script(
                "const box = document.querySelector(arguments[0]); box.value ="
                        + " 'x'.repeat(arguments[1]); box.dispatchEvent(new Event('input'))",
                in("task-queue", "textarea[name=text]"),
                length);
    }

    @Test
    void aNewcomerSeesWhatThisIsAndSendsAnExample() {
        open(1280, 800);
        assertThat(browser.title()).isEqualTo("Crayfleet");
        assertThat(browser.one("#guild").getText()).isEqualTo("Crayfleet");
        assertThat(browser.one(in("task-queue", ".topic")).getText())
                .isEqualTo("Write a task here");
        assertThat(browser.all(in("results", ".example"))).isEmpty();
        assertThat(browser.focused()).isEqualTo(box());

        browser.withText(in("task-queue", ".example"), EXAMPLE).click();
        assertThat(value()).isEqualTo(EXAMPLE);
        assertThat(browser.focused()).isEqualTo(box());
        assertThat(discord.messages("task-queue")).isEmpty();
        browser.press(Keys.ENTER);
        browser.withText(in("task-queue", ".content"), EXAMPLE);
        assertThat(discord.messages("task-queue"))
                .extracting(EmulatedMessage::content)
                .containsExactly(EXAMPLE);
        assertThat(browser.one(in("task-queue", ".examples")).isDisplayed()).isFalse();
    }

    @Test
    void theRoomForTextIsCountedAndALongerOneBecomesAFile() {
        open(1280, 800);
        WebElement left = browser.one(in("task-queue", ".left"));
        fill(1_700);
        assertThat(left.isDisplayed()).isFalse();
        fill(1_950);
        assertThat(left.getText()).isEqualTo("50");
        fill(2_500);
        assertThat(left.getText()).isEqualTo("-500");
        WebElement notice = browser.one(in("task-queue", ".too-long"));
        assertThat(notice.getText())
                .contains("500 characters too many", "takes 2,000", "Attach it as a .txt");
        box().sendKeys(Keys.ENTER);
        assertThat(discord.messages("task-queue")).isEmpty();

        browser.one(in("task-queue", ".too-long button")).click();
        assertThat(value()).isEmpty();
        assertThat(notice.isDisplayed()).isFalse();
        browser.withText(in("task-queue", ".chip"), "message.txt");
        browser.press(Keys.ENTER);
        browser.one(in("task-queue", "[data-filename='message.txt']"));
        assertThat(discord.messages("task-queue"))
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.content()).isEmpty();
                    assertThat(message.attachments()).hasSize(1);
                });
    }

    @Test
    void sizeAndNumberOfFilesAreNamedAndKept() throws Exception {
        open(1280, 800);
        WebElement input = browser.one(in("task-queue", "input[type=file]"));
        assertThat(input.getAccessibleName()).contains("at most 10 files", "10 MB together");
        Path large = folder.resolve("large.bin");
        Files.write(large, new byte[(10 << 20) + 1]);
        input.sendKeys(large.toString());
        browser.withText(in("task-queue", ".problem"), "large.bin (10 MB)");
        browser.withText(in("task-queue", ".problem"), "at most 10 files");
        assertThat(browser.all(in("task-queue", ".chip"))).isEmpty();

        List<String> files =
                IntStream.rangeClosed(1, 11)
                        .mapToObj(i -> folder.resolve(i + ".txt"))
                        .map(Path::toString)
                        .toList();
        for (String file : files) {
            Files.writeString(Path.of(file), "1,024 bytes".repeat(100));
        }
        input.sendKeys(String.join("\n", files));
        browser.withText(in("task-queue", ".room"), "10 of 10 files");
        browser.withText(in("task-queue", ".problem"), "11.txt");
        browser.one(in("task-queue", ".chip button")).click();
        browser.withText(in("task-queue", ".room"), "9 of 10 files");
        assertThat(browser.one(in("task-queue", ".problem")).isDisplayed()).isFalse();
    }

    @Test
    void everythingIsReachedByKeyboardAndShowsThatItIs() {
        discord.postAs(discord.userToken(), "task-queue", "mine, with `code`");
        discord.postAs(
                discord.botToken(), "task-queue", "||hidden|| [a link](https://example.org)");
        open(1280, 800);
        browser.withText(in("task-queue", ".content"), "mine");
        Set<String> reached = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            browser.press(Keys.TAB);
            WebElement now = browser.focused();
            if (now.getTagName().equals("body")) {
                continue;
            }
            reached.add(now.getTagName() + "." + now.getDomAttribute("class"));
            assertThat(browser.script(FOCUS_IS_SEEN, now))
                    .as(now.getDomProperty("outerHTML"))
                    .isEqualTo(true);
        }
        assertThat(reached)
                .contains(
                        "button.theme",
                        "div.scroll",
                        "a.null",
                        "span.spoiler",
                        "button.send",
                        "textarea.null",
                        "input.null");

        browser.one(in("task-queue", ".scroll")).sendKeys(Keys.ARROW_UP);
        browser.press(Keys.ARROW_UP);
        assertThat(browser.focused().getText()).contains("mine");
        browser.press(Keys.TAB);
        assertThat(browser.focused().getAccessibleName()).isEqualTo("React with ✅");
        browser.press(Keys.ENTER);
        browser.one(in("task-queue", ".reaction[data-emoji='✅'][aria-pressed='true']"));
    }

    /** The outline of what has the focus, or of the box around it. */
    private static final String FOCUS_IS_SEEN =
            """
            for (let node = arguments[0], i = 0; node && i < 3; node = node.parentElement, i++) {
              const style = getComputedStyle(node);
              if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) return true;
              if (node.matches('.composer') && style.boxShadow !== 'none') return true;
            }
            return false;
            """;

    @Test
    void everyControlHasANameForScreenReaders() {
        discord.postAs(discord.userToken(), "task-queue", "mine ```\ncode\n```");
        open(1280, 800);
        WebElement message = browser.one(in("task-queue", ".message"));
        browser.pointAt(message);
        browser.one(in("task-queue", ".actions"));
        for (WebElement control :
                browser.all("button, input, textarea, select, a, [role]:not(#status), section")) {
            if (control.isDisplayed() || control.getTagName().equals("input")) {
                String name = control.getAccessibleName();
                assertThat(name).as(control.getDomProperty("outerHTML")).isNotBlank();
            }
        }
        assertThat(browser.one(in("task-queue", ".scroll")).getAriaRole()).isEqualTo("log");
    }
}

package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.emulator.Browser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** A task that is typed into the emulator's page, and its result there. */
class PageIT {
    private static final String QUEUE = "section[data-channel='task-queue'] ";
    private static final String POOL = "section[data-channel='worker-pool'] ";
    private static final String RESULTS = "section[data-channel='results'] ";

    @Test
    void aTaskTypedOnThePageIsAnsweredOnThePage(@TempDir Path folder) throws Exception {
        try (Browser browser = Browser.start(folder.resolve("profile"));
                TestFleet fleet = TestFleet.in(folder)) {
            browser.open(fleet.discord().pageUrl(), 1500, 950);
            browser.withText("#status", "live");
            WebElement box = browser.one(QUEUE + "textarea[name=text]");
            box.sendKeys("Calculate 25 x 4 [model:cheap] [thinking:low]");
            box.sendKeys(Keys.ENTER);
            browser.one(QUEUE + ".reaction[data-emoji='✅']");
            browser.until(driver ->
                    driver.findElements(By.cssSelector(POOL + ".message")).stream()
                            .anyMatch(each -> each.getText().contains("AGENT SPAWNED")));
            WebElement result = browser.one(RESULTS + ".message .code-block pre");
            assertThat(result.getText()).contains("[SUCCESS]").contains("= 100");
            browser.screenshot("a-task-and-its-result");
        }
    }
}

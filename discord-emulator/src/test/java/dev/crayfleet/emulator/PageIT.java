package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.dv8tion.jda.api.EmbedBuilder;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.components.label.Label;
import net.dv8tion.jda.api.components.textinput.TextInput;
import net.dv8tion.jda.api.components.textinput.TextInputStyle;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.emoji.Emoji;
import net.dv8tion.jda.api.events.interaction.ModalInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.interactions.modals.ModalMapping;
import net.dv8tion.jda.api.modals.Modal;
import net.dv8tion.jda.api.utils.Compression;
import net.dv8tion.jda.api.utils.FileUpload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** A person uses the page in a browser, and a bot on JDA answers. */
class PageIT extends PageTestBase {
    private static final String RESULT =
            """
            ```
            [SUCCESS] 4711 by runner-1
            Model: some/model | Thinking: low | Tokens: 180 in / 61 out | Cost: $0.000218

            Task Prompt:
            Calculate 25 × 4

            Summary:
            25 × 4 = 100
            ```\
            """;

    @TempDir Path folder;

    private JdaClient client;

    @BeforeEach
    void start() throws Exception {
        client = new JdaClient(discord, Compression.NONE);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
    }

    private Message type(String channel, String text) throws Exception {
        WebElement box = browser.one(in(channel, "textarea[name=text]"));
        box.sendKeys(text);
        box.sendKeys(Keys.ENTER);
        return client.next(MessageReceivedEvent.class).getMessage();
    }

    @Test
    void aTypedTaskIsPostedAndTheBotsAnswersAreShown() throws Exception {
        open(1500, 950);
        Message task = type("task-queue", "Calculate 25 × 4 [model:cheap]");
        assertThat(task.getContentRaw()).isEqualTo("Calculate 25 × 4 [model:cheap]");
        task.addReaction(Emoji.fromUnicode("✅")).complete();
        browser.one(in("task-queue", ".message .reaction[data-emoji='✅']"));

        client.channel("worker-pool")
                .sendMessage("🤖 **AGENT SPAWNED** `agent-1`\nTask: *Calculate 25 × 4*")
                .complete();
        task.reply("Queued, **1** before you. See <#" + discord.channelId("results") + ">")
                .complete();
        byte[] file = "25 × 4 = 100\n".repeat(20).getBytes(StandardCharsets.UTF_8);
        byte[] picture = Pictures.png(320, 140);
        client.channel("results")
                .sendMessage(RESULT)
                .addFiles(
                        FileUpload.fromData(file, "RESULT.txt"),
                        FileUpload.fromData(picture, "chart.png"))
                .addEmbeds(
                        new EmbedBuilder()
                                .setTitle("Cost")
                                .setDescription("Today, over **all** runners")
                                .addField("Tasks", "12", true)
                                .addField("Tokens", "14,300", true)
                                .addField("Spent", "$0.0218", true)
                                .setColor(0x3ba55d)
                                .build())
                .addComponents(
                        ActionRow.of(
                                Button.primary("again", "Run again"),
                                Button.danger("delete", "Delete")))
                .complete();

        browser.withText(in("task-queue", ".quoted"), "Calculate 25 × 4");
        browser.withText(in("task-queue", ".mention"), "#results");
        browser.withText(in("worker-pool", "strong"), "AGENT SPAWNED");
        browser.withText(in("results", ".code-block pre"), "[SUCCESS] 4711 by runner-1");
        browser.withText(in("results", ".embed-title"), "Cost");
        assertThat(
                        browser.one(in("results", "[data-filename='RESULT.txt'] a"))
                                .getDomProperty("href"))
                .contains("/attachments/");
        browser.one(in("results", "details.preview summary")).click();
        browser.withText(in("results", "details.preview pre"), "25 × 4 = 100");
        browser.until(d ->
                Boolean.TRUE.equals(
                        browser.script(
                                "const i = document.querySelector('img.picture');"
                                        + " return i.complete && i.naturalWidth === 320")));
        browser.screenshot("wide");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void noScriptInMessagesRuns() throws Exception {
        open(1500, 950);
        String hostile =
                "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>"
                        + " [click](javascript:window.pwned=1) <a href=\"javascript:1\">x</a>"
                        + " ```html\n<svg onload=window.pwned=1>\n```"
                        + " [safe](https://example.org/) `<b>no</b>`";
        var embed = new EmbedBuilder().setTitle(hostile.substring(0, 60)).setDescription(hostile);
        byte[] page = "<script>window.opener.pwned=1</script>".getBytes(StandardCharsets.UTF_8);
        byte[] svg =
                "<svg xmlns='http://www.w3.org/2000/svg'><script>parent.pwned=1</script></svg>"
                        .getBytes(StandardCharsets.UTF_8);
        client.channel("results")
                .sendMessage(hostile)
                .addEmbeds(embed.build())
                .addFiles(
                        FileUpload.fromData(page, "<img src=x onerror=pwned=1>.html"),
                        FileUpload.fromData(svg, "x.svg"))
                .complete();
        browser.withText(in("results", ".content"), "<script>window.pwned=1</script>");
        assertThat(browser.all(in("results", ".messages img:not(.picture)"))).isEmpty();
        assertThat(browser.all(in("results", ".messages script"))).isEmpty();
        assertThat(browser.all(in("results", ".messages svg"))).isEmpty();
        assertThat(browser.all(in("results", ".messages a")))
                .allSatisfy(link -> assertThat(link.getDomProperty("href")).matches("https?://.*"));
        assertThat(browser.script("return window.pwned === undefined")).isEqualTo(true);
    }

    @Test
    void aPhoneShowsOneChannelAtATime() throws Exception {
        discord.postAs(discord.userToken(), "task-queue", "Summarise the news");
        client.channel("results").sendMessage(RESULT).complete();
        open(390, 844);
        assertThat(browser.one("section[data-channel='task-queue']").isDisplayed()).isTrue();
        assertThat(browser.one("section[data-channel='results']").isDisplayed()).isFalse();
        browser.screenshot("phone-tasks");
        browser.one("#tabs [data-channel='results']").click();
        browser.withText(in("results", "pre"), "[SUCCESS]");
        browser.screenshot("phone-results");
        assertThat(
                        browser.script(
                                "return document.documentElement.scrollWidth <="
                                        + " document.documentElement.clientWidth"))
                .isEqualTo(true);
        client.channel("task-queue").sendMessage("pong").complete();
        browser.one("#tabs [data-channel='task-queue'].unread");
    }

    @Test
    void buttonsDialogsAndCommandsReachTheBot() throws Exception {
        client.jda
                .updateCommands()
                .addCommands(
                        Commands.slash("task", "Hand in a task")
                                .addOption(OptionType.STRING, "prompt", "What to do", true))
                .complete();
        client.channel("results")
                .sendMessage("done")
                .addComponents(ActionRow.of(Button.primary("again", "Run again")))
                .complete();
        open(1500, 950);
        browser.one(in("results", "[data-custom-id='again']")).click();
        var click = client.next(ButtonInteractionEvent.class);
        click.replyModal(
                        Modal.create("why", "Run again")
                                .addComponents(
                                        Label.of(
                                                "What should be different?",
                                                TextInput.create("note", TextInputStyle.PARAGRAPH)
                                                        .build()))
                                .build())
                .complete();
        browser.one("dialog textarea").sendKeys("be brief");
        browser.one("dialog .primary").click();
        var modal = client.next(ModalInteractionEvent.class);
        assertThat(modal.getValues())
                .extracting(ModalMapping::getAsString)
                .containsExactly("be brief");
        modal.reply("Only for you").setEphemeral(true).complete();
        browser.withText(in("results", ".ephemeral"), "Only you");
        assertThat(discord.messages("results")).hasSize(1);

        var box = browser.one(in("task-queue", "textarea[name=text]"));
        box.sendKeys("/ta");
        browser.withText(in("task-queue", ".commands"), "Hand in a task");
        browser.screenshot("commands");
        browser.one(in("task-queue", ".commands button")).click();
        box.sendKeys("count to three");
        box.sendKeys(Keys.ENTER);
        var command = client.next(SlashCommandInteractionEvent.class);
        assertThat(command.getOptionsByName("prompt"))
                .extracting(OptionMapping::getAsString)
                .containsExactly("count to three");
        command.deferReply().complete();
        browser.one(in("task-queue", ".thinking"));
        command.getHook().sendMessage("Queued").complete();
        browser.withText(in("task-queue", ".content"), "Queued");
    }

    @Test
    void thePageReconnectsAndShowsMissedMessages() throws Exception {
        client.close();
        discord.close();
        int port = URI.create(discord.pageUrl()).getPort();
        EmulatorConfig persistent = config().withDataFolder(folder.resolve("data")).withPort(port);
        discord = DiscordEmulator.start(persistent);
        open(1500, 950);
        discord.postAs(discord.userToken(), "task-queue", "first");
        browser.withText(in("task-queue", ".content"), "first");
        discord.close();
        browser.withText("#status", "reconnecting");
        discord = DiscordEmulator.start(persistent);
        discord.postAs(discord.userToken(), "task-queue", "second");
        browser.withText(in("task-queue", ".content"), "second");
        assertThat(browser.all(in("task-queue", ".message"))).hasSize(2);
        discord.close();
        // One that has forgotten everything has another person, too.
        discord = DiscordEmulator.start(persistent.withDataFolder(folder.resolve("other")));
        browser.until(d -> browser.one(in("task-queue", ".examples")).isDisplayed());
        awaitLive();
        assertThat(browser.all(in("task-queue", ".message"))).isEmpty();
    }

    @Test
    void filesAreUploadedAndRefusalsAreShown() throws Exception {
        open(1500, 950);
        Path file = Files.writeString(folder.resolve("notes.txt"), "remember the milk");
        browser.one(in("task-queue", "input[type=file]")).sendKeys(file.toString());
        browser.withText(in("task-queue", ".chip"), "notes.txt");
        Message message = type("task-queue", "see file");
        assertThat(message.getAttachments()).hasSize(1);
        browser.one(in("task-queue", "[data-filename='notes.txt']"));

        discord.close();
        box().sendKeys("is anybody there?");
        browser.one(in("task-queue", ".send")).click();
        browser.withText(in("task-queue", ".problem"), "does not answer");
        assertThat(box().getDomProperty("value")).isEqualTo("is anybody there?");
    }
}

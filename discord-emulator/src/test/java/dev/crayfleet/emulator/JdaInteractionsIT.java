package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import org.junit.jupiter.api.Test;

/** A person clicks and runs commands; a bot on unmodified JDA answers. */
class JdaInteractionsIT extends JdaTestBase {
    @Test
    void clicksAndCommandsReachTheBotAndAreAnswered() throws Exception {
        client.channel("results")
                .sendMessage("done")
                .addComponents(ActionRow.of(Button.primary("again", "Run again")))
                .complete();
        String message = discord.messages("results").getFirst().id();
        try (var http = new Http(discord)) {
            click(http, message);
            var click = client.next(ButtonInteractionEvent.class);
            assertThat(click.getComponentId()).isEqualTo("again");
            click.reply("on it").complete();
            assertThat(discord.messages("results").getLast().content()).isEqualTo("on it");

            click(http, message);
            click = client.next(ButtonInteractionEvent.class);
            click.deferReply(true).complete();
            click.getHook().editOriginal("only you see this").complete();
            assertThat(discord.messages("results")).hasSize(2);

            var commands =
                    client.jda
                            .updateCommands()
                            .addCommands(Commands.slash("task", "Runs it"))
                            .complete();
            String body =
                    """
                    {"type":2,"channel_id":"%s","application_id":"%s",
                     "data":{"id":"%s","name":"task","type":1,
                             "options":[{"name":"prompt","type":3,"value":"x"}]}}
                    """
                            .formatted(
                                    discord.channelId("results"),
                                    client.jda.getSelfUser().getId(),
                                    commands.getFirst().getId());
            postInteraction(http, body);
            var command = client.next(SlashCommandInteractionEvent.class);
            assertThat(command.getName()).isEqualTo("task");
            command.deferReply().complete();
            command.getHook().sendMessage("queued").complete();
            assertThat(discord.messages("results").getLast().content()).isEqualTo("queued");
            assertThat(discord.messages("results")).hasSize(3);
        }
    }

    private void click(Http http, String message) throws Exception {
        postInteraction(
                http,
                """
                {"type":3,"channel_id":"%s","message_id":"%s",
                 "data":{"component_type":2,"custom_id":"again"}}
                """
                        .formatted(discord.channelId("results"), message));
    }

    private void postInteraction(Http http, String body) throws Exception {
        var request =
                http.request("POST", "/interactions", body)
                        .setHeader("Authorization", discord.userToken())
                        .build();
        assertThat(http.send(request).status()).isEqualTo(200);
    }
}

package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.dv8tion.jda.api.EmbedBuilder;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageHistory;
import net.dv8tion.jda.api.entities.emoji.Emoji;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.events.message.MessageDeleteEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.events.message.MessageUpdateEvent;
import net.dv8tion.jda.api.events.message.react.MessageReactionAddEvent;
import net.dv8tion.jda.api.events.session.SessionRecreateEvent;
import net.dv8tion.jda.api.events.session.SessionResumeEvent;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.requests.ErrorResponse;
import net.dv8tion.jda.api.utils.Compression;
import net.dv8tion.jda.api.utils.FileUpload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdaIT {
    private static final Emoji DONE = Emoji.fromUnicode("✅");

    private DiscordEmulator discord;
    private JdaClient client;

    @BeforeEach
    void start() throws Exception {
        discord = DiscordEmulator.start(EmulatorConfig.inMemory());
        client = new JdaClient(discord, Compression.NONE);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        discord.close();
    }

    private Message hear(String text) throws Exception {
        discord.postAs(discord.userToken(), "task-queue", text);
        return client.next(MessageReceivedEvent.class).getMessage();
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "ZLIB"})
    void logsInAndHears(Compression compression) throws Exception {
        try (var other = new JdaClient(discord, compression)) {
            assertThat(other.jda.getGuilds()).hasSize(1);
            assertThat(other.jda.getGuilds().getFirst().getTextChannels())
                    .extracting(channel -> channel.getName())
                    .containsExactly("task-queue", "results", "worker-pool");
            discord.postAs(discord.userToken(), "task-queue", "hello **there**");
            Message message = other.next(MessageReceivedEvent.class).getMessage();
            assertThat(message.getContentRaw()).isEqualTo("hello **there**");
            assertThat(message.getAuthor().getName()).isEqualTo("you");
            assertThat(message.getAuthor().isBot()).isFalse();
            assertThat(message.getMember()).isNotNull();
        }
    }

    @Test
    void repliesReactsEditsDeletes() throws Exception {
        Message task = hear("sum it up");
        task.addReaction(DONE).complete();
        Message reply = task.reply("42").setAllowedMentions(List.of()).complete();
        assertThat(reply.getMessageReference()).isNotNull();

        var seen = discord.messages("task-queue");
        assertThat(seen.getFirst().hasReaction("✅")).isTrue();
        assertThat(seen.getLast().replyTo()).contains(task.getId());
        assertThat(client.next(MessageReactionAddEvent.class).getMessageId())
                .isEqualTo(task.getId());
        assertThat(task.retrieveReactionUsers(DONE).complete())
                .containsExactly(client.jda.getSelfUser());

        reply.editMessage("43").complete();
        assertThat(client.next(MessageUpdateEvent.class).getMessage().getContentRaw())
                .isEqualTo("43");
        task.removeReaction(DONE).complete();
        reply.delete().complete();
        assertThat(client.next(MessageDeleteEvent.class).getMessageId()).isEqualTo(reply.getId());
        assertThat(discord.messages("task-queue")).hasSize(1);
        assertThat(discord.messages("task-queue").getFirst().reactions()).isEmpty();
    }

    @Test
    void readsHistoryBothWays() {
        List<String> ids =
                IntStream.range(0, 150)
                        .mapToObj(i ->
                                discord.postAs(discord.userToken(), "task-queue", "m" + i).id())
                        .toList();
        var channel = client.channel("task-queue");
        List<Message> after =
                MessageHistory.getHistoryAfter(channel, ids.get(9))
                        .limit(100)
                        .complete()
                        .getRetrievedHistory();
        assertThat(after).hasSize(100);
        assertThat(after.getFirst().getContentRaw()).isEqualTo("m109");
        assertThat(after.getLast().getContentRaw()).isEqualTo("m10");
        List<Message> before =
                channel.getHistoryBefore(ids.get(9), 3).complete().getRetrievedHistory();
        assertThat(before).extracting(Message::getContentRaw).containsExactly("m8", "m7", "m6");
        assertThat(channel.getIterableHistory().stream().count()).isEqualTo(150);
        channel.purgeMessagesById(ids.subList(0, 100)).forEach(done -> done.join());
        assertThat(discord.messages("task-queue")).hasSize(50);
    }

    @Test
    void carriesFilesEmbedsAndButtons() throws Exception {
        byte[] bytes = "whole result\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        var channel = client.channel("results");
        Message posted =
                channel.sendMessage("see file")
                        .addFiles(FileUpload.fromData(bytes, "RESULT.txt"))
                        .addEmbeds(new EmbedBuilder().setTitle("t").setDescription("d").build())
                        .addComponents(ActionRow.of(Button.primary("again", "Run again")))
                        .complete();
        Message read = channel.retrieveMessageById(posted.getId()).complete();
        assertThat(read.getEmbeds()).hasSize(1);
        assertThat(read.getEmbeds().getFirst().getTitle()).isEqualTo("t");
        assertThat(read.getAttachments()).hasSize(1);
        var attachment = read.getAttachments().getFirst();
        assertThat(attachment.getFileName()).isEqualTo("RESULT.txt");
        assertThat(discord.messages("results").getFirst().attachments().getFirst().bytes())
                .isEqualTo(bytes);
        try (var in = java.net.URI.create(attachment.getUrl()).toURL().openStream()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(read.getComponents()).hasSize(1);
    }

    @Test
    void postsOnceForANonceAlsoWhenTheAnswerIsLost() {
        var channel = client.channel("results");
        discord.faults().responseLost(1);
        try {
            channel.sendMessage("once").setNonce("task-1").complete();
        } catch (ErrorResponseException e) {
            assertThat(e.isServerError() || e.getErrorCode() < 0).isTrue();
        }
        channel.sendMessage("once").setNonce("task-1").complete();
        assertThat(discord.messages("results")).hasSize(1);
        assertThat(discord.messages("results").getFirst().nonce()).contains("task-1");

        discord.faults().errorAfterWrite(502, 1); // which JDA repeats by itself
        channel.sendMessage("twice").setNonce("task-2").complete();
        assertThat(discord.messages("results")).hasSize(2);
    }

    @Test
    void waitsOutARateLimit() {
        discord.faults().rateLimited(Duration.ofMillis(700), 1);
        long before = System.nanoTime();
        client.channel("results").sendMessage("late").complete();
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isGreaterThan(Duration.ofMillis(690));
        assertThat(discord.messages("results")).hasSize(1);
    }

    @Test
    void isPacedByTheHeadersAlone() throws Exception {
        client.close();
        discord.close();
        var much = RateLimits.generous().others();
        var slow = new RateLimits.Limit(5, Duration.ofMillis(500));
        var limits = new RateLimits(slow, much, much, much);
        discord = DiscordEmulator.start(EmulatorConfig.inMemory().withRateLimits(limits));
        client = new JdaClient(discord, Compression.NONE);
        var channel = client.channel("results");
        long before = System.nanoTime();
        IntStream.range(0, 12)
                .mapToObj(i -> channel.sendMessage("m" + i).submit())
                .toList()
                .forEach(done -> done.join());
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isGreaterThan(Duration.ofMillis(900));
        assertThat(discord.messages("results"))
                .extracting(EmulatedMessage::content)
                .containsExactlyElementsOf(IntStream.range(0, 12).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void namesWhatIsUnknownOrForbidden() throws Exception {
        Message task = hear("gone soon");
        discord.faults().unknownMessage(task.getId());
        assertThatThrownBy(() -> task.addReaction(DONE).complete())
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        e ->
                                assertThat(e.getErrorResponse())
                                        .isEqualTo(ErrorResponse.UNKNOWN_MESSAGE));
        discord.faults().missingAccess(discord.channelId("results"));
        assertThatThrownBy(() -> client.channel("results").sendMessage("x").complete())
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        e ->
                                assertThat(e.getErrorResponse())
                                        .isEqualTo(ErrorResponse.MISSING_ACCESS));
    }

    @Test
    void resumesAndHearsWhatItMissed() throws Exception {
        discord.faults().gatewayRefused(true);
        discord.faults().gatewayDropped();
        awaitStatus(JDA.Status.CONNECTED, false);
        discord.postAs(discord.userToken(), "task-queue", "while you were away");
        discord.faults().gatewayRefused(false);
        client.next(SessionResumeEvent.class);
        // What was missed comes before the word that nothing is missing any more.
        assertThat(client.lastHeard()).isEqualTo("while you were away");
    }

    @Test
    void logsInAnewWhenItsSessionIsGone() throws Exception {
        discord.faults().gatewayReset();
        client.next(SessionRecreateEvent.class);
        assertThat(hear("again").getContentRaw()).isEqualTo("again");
    }

    private void awaitStatus(JDA.Status status, boolean is) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> (client.jda.getStatus() == status) == is);
    }

    @Test
    void readsNothingWithoutTheIntent() throws Exception {
        try (var blind = new JdaClient(discord, Compression.NONE, false)) {
            discord.postAs(discord.userToken(), "task-queue", "secret");
            assertThat(blind.next(MessageReceivedEvent.class).getMessage().getContentRaw())
                    .isEmpty();
            String mention = client.jda.getSelfUser().getAsMention() + " do it";
            discord.postAs(discord.userToken(), "task-queue", mention);
            assertThat(blind.next(MessageReceivedEvent.class).getMessage().getContentRaw())
                    .isEqualTo(mention);
        }
    }

    @Test
    void takesClicksAndCommands() throws Exception {
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
                            .addCommands(
                                    net.dv8tion.jda.api.interactions.commands.build.Commands.slash(
                                            "task", "Runs it"))
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
            asPerson(http, body);
            var command = client.next(SlashCommandInteractionEvent.class);
            assertThat(command.getName()).isEqualTo("task");
            command.deferReply().complete();
            command.getHook().sendMessage("queued").complete();
            assertThat(discord.messages("results").getLast().content()).isEqualTo("queued");
            assertThat(discord.messages("results")).hasSize(3);
        }
    }

    private void click(Http http, String message) throws Exception {
        asPerson(
                http,
                """
                {"type":3,"channel_id":"%s","message_id":"%s",
                 "data":{"component_type":2,"custom_id":"again"}}
                """
                        .formatted(discord.channelId("results"), message));
    }

    private void asPerson(Http http, String body) throws Exception {
        var request =
                http.request("POST", "/interactions", body)
                        .setHeader("Authorization", discord.userToken())
                        .build();
        assertThat(http.send(request).status()).isEqualTo(200);
    }
}

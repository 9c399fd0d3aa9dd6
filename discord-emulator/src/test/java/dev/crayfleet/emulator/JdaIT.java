package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import net.dv8tion.jda.api.EmbedBuilder;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageHistory;
import net.dv8tion.jda.api.entities.emoji.Emoji;
import net.dv8tion.jda.api.events.message.MessageDeleteEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.events.message.MessageUpdateEvent;
import net.dv8tion.jda.api.events.message.react.MessageReactionAddEvent;
import net.dv8tion.jda.api.utils.Compression;
import net.dv8tion.jda.api.utils.FileUpload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unmodified JDA posts, reads and receives messages. */
class JdaIT extends JdaTestBase {
    private static final Emoji DONE = Emoji.fromUnicode("✅");

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "ZLIB"})
    void aLoginListsTheGuildAndReceivesMessages(Compression compression) throws Exception {
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
    void repliesReactionsEditsAndDeletionsAreStoredAndPublished() throws Exception {
        Message task = postAndReceive("sum it up");
        task.addReaction(DONE).complete();
        Message reply = task.reply("42").setAllowedMentions(List.of()).complete();
        assertThat(reply.getMessageReference()).isNotNull();

        var messages = discord.messages("task-queue");
        assertThat(messages.getFirst().hasReaction("✅")).isTrue();
        assertThat(messages.getLast().replyTo()).contains(task.getId());
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
    void historyIsReadBeforeAndAfterAMessage() {
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
    void filesEmbedsAndButtonsArePostedAndReadBack() throws Exception {
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
        try (var in = URI.create(attachment.getUrl()).toURL().openStream()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(read.getComponents()).hasSize(1);
    }

    @Test
    void withoutTheContentIntentOnlyMentionsHaveContent() throws Exception {
        try (var withoutIntent = new JdaClient(discord, Compression.NONE, false)) {
            discord.postAs(discord.userToken(), "task-queue", "secret");
            assertThat(withoutIntent.next(MessageReceivedEvent.class).getMessage().getContentRaw())
                    .isEmpty();
            String mention = client.jda.getSelfUser().getAsMention() + " do it";
            discord.postAs(discord.userToken(), "task-queue", mention);
            assertThat(withoutIntent.next(MessageReceivedEvent.class).getMessage().getContentRaw())
                    .isEqualTo(mention);
        }
    }
}

package dev.crayfleet.emulator;

import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.utils.Compression;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An emulator with a bot on JDA that is logged in. */
abstract class JdaTestBase {
    protected DiscordEmulator discord;
    protected JdaClient client;

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

    protected void restart(EmulatorConfig config) throws Exception {
        stop();
        discord = DiscordEmulator.start(config);
        client = new JdaClient(discord, Compression.NONE);
    }

    /** Posts as the person; the message as the bot receives it. */
    protected Message postAndReceive(String text) throws Exception {
        discord.postAs(discord.userToken(), "task-queue", text);
        return client.next(MessageReceivedEvent.class).getMessage();
    }
}

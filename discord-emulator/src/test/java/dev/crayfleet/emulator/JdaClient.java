package dev.crayfleet.emulator;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.entities.channel.concrete.TextChannel;
import net.dv8tion.jda.api.events.GenericEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.events.session.ReadyEvent;
import net.dv8tion.jda.api.hooks.EventListener;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.utils.Compression;
import net.dv8tion.jda.api.utils.SessionControllerAdapter;

/** Unmodified JDA, logged in to the emulator as its bot. */
final class JdaClient implements AutoCloseable {
    private final BlockingQueue<GenericEvent> events = new LinkedBlockingQueue<>();
    final JDA jda;
    private String lastMessage = "";

    JdaClient(DiscordEmulator discord, Compression compression) throws InterruptedException {
        this(discord, compression, true);
    }

    JdaClient(DiscordEmulator discord, Compression compression, boolean withContentIntent)
            throws InterruptedException {
        var intents = GatewayIntent.getIntents(GatewayIntent.DEFAULT);
        if (withContentIntent) {
            intents.add(GatewayIntent.MESSAGE_CONTENT);
        }
        jda =
                JDABuilder.createDefault(discord.botToken(), intents)
                        .setRestConfig(new RestConfig().setBaseUrl(discord.apiUrl() + "/"))
                        .setSessionController(
                                new SessionControllerAdapter() {
                                    @Override
                                    public String getGateway() {
                                        return discord.gatewayUrl();
                                    }
                                })
                        .setCompression(compression)
                        .addEventListeners((EventListener) events::add)
                        .build();
        next(ReadyEvent.class);
    }

    TextChannel channel(String name) {
        return jda.getTextChannelsByName(name, false).getFirst();
    }

    /** The text of the last message that came before the event that {@link #next} returned. */
    String lastMessageBefore() {
        return lastMessage;
    }

    /** Waits for the next event of this type and drops those before it. */
    <T extends GenericEvent> T next(Class<T> type) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            GenericEvent event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) {
                throw new AssertionError("No " + type.getSimpleName() + " in 30 s");
            }
            if (event instanceof MessageReceivedEvent received) {
                lastMessage = received.getMessage().getContentRaw();
            }
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        jda.shutdownNow();
        if (!jda.awaitShutdown(10, TimeUnit.SECONDS)) {
            throw new AssertionError("JDA does not stop");
        }
    }
}

package dev.crayfleet.discord;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.utils.Compression;
import net.dv8tion.jda.api.utils.SessionControllerAdapter;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/** Configures JDA for the Discord that the settings name. */
final class JdaLogin {
    private static final int MAX_RECONNECT_DELAY_SECONDS = 60;

    /** Of the HTTP client, as JDA has them by default. */
    private static final int IDLE_CONNECTIONS = 5;

    private static final int IDLE_SECONDS = 10;

    private JdaLogin() {}

    static JDABuilder builder(DiscordSettings settings, Collection<GatewayIntent> intents) {
        // Without that intent we read our own messages only, whose content is always shown.
        Message.suppressContentIntentWarning();
        JDABuilder builder =
                JDABuilder.createLight(settings.token(), intents)
                        .setHttpClientBuilder(
                                new OkHttpClient.Builder()
                                        .connectionPool(
                                                new ConnectionPool(
                                                        IDLE_CONNECTIONS,
                                                        IDLE_SECONDS,
                                                        TimeUnit.SECONDS))
                                        .addInterceptor(new WebhookPostsOnce()))
                        .setMaxReconnectDelay(MAX_RECONNECT_DELAY_SECONDS)
                        // Events that JDA does not know are needed too.
                        .setRawEventsEnabled(true)
                        // The stage closes JDA in its own order.
                        .setEnableShutdownHook(false);
        if (!settings.apiUrl().isEmpty()) {
            builder.setRestConfig(new RestConfig().setBaseUrl(settings.apiUrl()));
        }
        if (!settings.gatewayUrl().isEmpty()) {
            builder.setSessionController(new FixedGateway(settings.gatewayUrl()))
                    .setCompression(Compression.NONE);
        }
        return builder;
    }

    /** Ends it in order if that is done within the timeout, else at once. */
    static void end(JDA jda, Duration timeout) {
        jda.shutdown();
        try {
            if (!jda.awaitShutdown(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                jda.shutdownNow();
            }
        } catch (InterruptedException e) {
            jda.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** By itself, JDA connects to the real gateway whatever the API answers. */
    private static final class FixedGateway extends SessionControllerAdapter {
        private final String url;

        FixedGateway(String url) {
            this.url = url;
        }

        @Override
        public String getGateway() {
            return url;
        }
    }
}

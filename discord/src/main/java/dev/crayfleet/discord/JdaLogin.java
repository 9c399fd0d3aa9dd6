package dev.crayfleet.discord;

import java.util.Collection;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.utils.Compression;
import net.dv8tion.jda.api.utils.SessionControllerAdapter;

/** JDA, set up for whichever Discord the settings name. */
final class JdaLogin {
    private static final int LONGEST_RECONNECT_SECONDS = 60;

    private JdaLogin() {}

    static JDABuilder builder(DiscordSettings settings, Collection<GatewayIntent> intents) {
        // Who asks for no contents looks at our own messages only, which are always shown.
        Message.suppressContentIntentWarning();
        JDABuilder builder =
                JDABuilder.createLight(settings.token(), intents)
                        .setMaxReconnectDelay(LONGEST_RECONNECT_SECONDS)
                        // What JDA makes nothing of is to be seen all the same.
                        .setRawEventsEnabled(true)
                        // Who starts us also stops us, in order.
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

    /** JDA would dial the real Discord whatever the API says. */
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

package dev.crayfleet.discord;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import net.dv8tion.jda.api.requests.RestConfig;

/**
 * Asks Discord whether it knows the token, before anything is started that would log in with it.
 */
public final class TokenCheck {
    static final String NOT_ACCEPTED =
            "Discord does not accept the token. Check DISCORD_TOKEN (in discord-config.env: ORCHESTRATOR_AGENT_TOKEN), or get a new one in the Developer Portal under Bot, Reset Token.";

    /** What is said when Discord refuses a token that it has accepted before. */
    public static final String NO_LONGER_ACCEPTED =
            "Discord no longer accepts the token: it was probably reset. Put the new one into DISCORD_TOKEN (in discord-config.env: ORCHESTRATOR_AGENT_TOKEN); it is in the Developer Portal under Bot.";

    static final int NO_ANSWER = 0;

    private static final int UNAUTHORIZED = 401;

    private TokenCheck() {}

    /**
     * Asks once.
     *
     * @param timeout for the answer
     * @return a sentence for the operator if the token is refused; empty if it is accepted, and
     *     also where Discord does not answer, which a later login may find better
     */
    public static Optional<String> refusal(DiscordSettings settings, Duration timeout)
            throws InterruptedException {
        return status(settings, "users/@me", timeout) == UNAUTHORIZED
                ? Optional.of(NOT_ACCEPTED)
                : Optional.empty();
    }

    /**
     * Gets something once, as the bot.
     *
     * @param path below the API's address
     * @return the answer's HTTP status, {@link #NO_ANSWER} if there is none
     */
    static int status(DiscordSettings settings, String path, Duration timeout)
            throws InterruptedException {
        String api = settings.apiUrl().isEmpty() ? RestConfig.DEFAULT_BASE_URL : settings.apiUrl();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(timeout).build()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(api + path))
                                    .timeout(timeout)
                                    .header("Authorization", "Bot " + settings.token())
                                    .header("User-Agent", RestConfig.USER_AGENT)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | IllegalArgumentException noAnswer) {
            return NO_ANSWER;
        }
    }
}

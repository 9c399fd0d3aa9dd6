package dev.crayfleet.discord;

import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.InvalidTokenException;
import net.dv8tion.jda.api.requests.GatewayIntent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The login of a command, beside those of a fleet that runs: as ingest logs in, but tried once, and
 * logged out when it is closed.
 */
public final class ShortLogin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShortLogin.class);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(1);

    private final JDA jda;

    private ShortLogin(JDA jda) {
        this.jda = jda;
    }

    /**
     * Logs in.
     *
     * @param settings with a token
     * @param timeout for the first request, and again for the gateway; two minutes longer where
     *     Discord lets the bot in and the server is not available
     * @throws LoginFailedException if the login fails, or is not done in time
     */
    public static ShortLogin open(DiscordSettings settings, Duration timeout)
            throws LoginFailedException, InterruptedException {
        LoginSession session = new LoginSession();
        JDABuilder builder =
                JdaLogin.builder(
                                settings,
                                EnumSet.of(
                                        GatewayIntent.GUILD_MESSAGES,
                                        GatewayIntent.MESSAGE_CONTENT))
                        .addEventListeners(session)
                        .setRateLimitElastic(requestThreads(), true);
        // In a thread of its own: its first request waits for as long as JDA likes.
        CompletableFuture<JDA> login =
                CompletableFuture.supplyAsync(
                        builder::build, task -> Thread.startVirtualThread(task));
        boolean isOpen = false;
        try {
            JDA jda = login.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            session.awaitReady(jda, timeout);
            isOpen = true;
            return new ShortLogin(jda);
        } catch (ExecutionException e) {
            throw failed(settings, e.getCause());
        } catch (TimeoutException e) {
            throw new LoginFailedException(
                    "Discord did not let the bot in within %d s.".formatted(timeout.toSeconds()),
                    LinkState.Remedy.TIME,
                    e);
        } finally {
            if (!isOpen) {
                // Also where it comes about only after the timeout.
                login.thenAccept(ShortLogin::end);
            }
        }
    }

    /**
     * JDA's own print a stack trace on the terminal when a login that failed interrupts them while
     * they wait for Discord.
     */
    private static ExecutorService requestThreads() {
        return Executors.newCachedThreadPool(
                Thread.ofPlatform()
                        .name("discord-request-", 0)
                        .daemon()
                        .uncaughtExceptionHandler(
                                (thread, e) -> LOG.debug("a request to Discord was cut off", e))
                        .factory());
    }

    private static LoginFailedException failed(
            DiscordSettings settings, @Nullable Throwable cause) {
        LinkState.Failing failing =
                switch (cause) {
                    case InvalidTokenException refused ->
                            new LinkState.Failing(
                                    TokenCheck.NOT_ACCEPTED, LinkState.Remedy.RESTART);
                    case LoginSession.SessionEndedException ended -> ended.failing();
                    case ErrorResponseException e ->
                            away(
                                    "Discord cannot be reached: %s."
                                            .formatted(Refusal.of(e).sentence()));
                    case null -> away("Discord cannot be reached.");
                    default -> away("Discord cannot be reached: %s".formatted(cause.getMessage()));
                };
        return new LoginFailedException(settings.masked(failing.reason()), failing.remedy(), cause);
    }

    private static LinkState.Failing away(String sentence) {
        return new LinkState.Failing(sentence, LinkState.Remedy.TIME);
    }

    /** What the bot is logged in with; not to be used after this was closed. */
    public JDA jda() {
        return jda;
    }

    /** Logs out; takes a second at most. */
    @Override
    public void close() {
        end(jda);
    }

    private static void end(JDA jda) {
        JdaLogin.end(jda, SHUTDOWN_TIMEOUT);
    }
}

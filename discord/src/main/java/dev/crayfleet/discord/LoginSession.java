package dev.crayfleet.discord;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.events.session.ReadyEvent;
import net.dv8tion.jda.api.events.session.ShutdownEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.requests.CloseCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens to JDA for the start and the end of one login. */
final class LoginSession extends ListenerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(LoginSession.class);
    private static final Duration CLOSED_CHECK_INTERVAL = Duration.ofSeconds(30);
    private static final Duration GUILD_TIMEOUT = Duration.ofMinutes(2);

    /** The session ended before it was ready. */
    static final class SessionEndedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient LinkState.Failing failing;

        SessionEndedException(LinkState.Failing failing) {
            super(failing.reason());
            this.failing = failing;
        }

        LinkState.Failing failing() {
            return failing;
        }
    }

    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private final CompletableFuture<LinkState.Failing> ended = new CompletableFuture<>();

    @Override
    public void onReady(ReadyEvent event) {
        ready.complete(true);
    }

    @Override
    public void onShutdown(ShutdownEvent event) {
        LinkState.Failing failing = reasonOf(event.getCloseCode());
        ended.complete(failing);
        ready.completeExceptionally(new SessionEndedException(failing));
    }

    /**
     * Returns when the login has succeeded. If only a guild is unavailable at Discord, it waits
     * longer: a new login would not help, and JDA goes on without the guild after 75 s.
     *
     * @throws ExecutionException caused by a {@link SessionEndedException} if the session has ended
     */
    void awaitReady(JDA jda, Duration loginTimeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            ready.get(loginTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (jda.getStatus() != JDA.Status.LOADING_SUBSYSTEMS) {
                throw e;
            }
            LOG.info("logged in at Discord; the server is not available yet");
            ready.get(GUILD_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Returns when the session has ended, or the link is closed. */
    LinkState.Failing awaitEnd(CountDownLatch closed)
            throws InterruptedException, ExecutionException {
        while (closed.getCount() > 0) {
            try {
                return ended.get(CLOSED_CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillThere) {
                LOG.trace("still logged in");
            }
        }
        return new LinkState.Failing("The login was ended by us.", LinkState.Remedy.TIME);
    }

    private static LinkState.Failing reasonOf(@Nullable CloseCode code) {
        if (code == CloseCode.DISALLOWED_INTENTS) {
            return new LinkState.Failing(
                    "Discord refuses the Message Content intent, without which a message's text is not shown to the bot. Turn it on in the Developer Portal under Bot, Privileged Gateway Intents.",
                    LinkState.Remedy.OPERATOR);
        }
        if (code == CloseCode.AUTHENTICATION_FAILED) {
            return new LinkState.Failing(TokenCheck.NO_LONGER_ACCEPTED, LinkState.Remedy.RESTART);
        }
        return new LinkState.Failing(
                "Discord ended the session%s."
                        .formatted(code == null ? "" : ": " + code.getMeaning()),
                LinkState.Remedy.TIME);
    }
}

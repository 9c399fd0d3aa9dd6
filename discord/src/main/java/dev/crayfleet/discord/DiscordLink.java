package dev.crayfleet.discord;

import dev.crayfleet.kafka.Backoff;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.InvalidTokenException;
import net.dv8tion.jda.api.requests.GatewayIntent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the bot logged in at Discord: a thread of its own logs in, and logs in again with a
 * back-off when that fails or when JDA gives up. A token that Discord does not accept is not tried
 * again: it will never be accepted.
 */
public final class DiscordLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiscordLink.class);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private final DiscordSettings settings;
    private final Collection<GatewayIntent> intents;
    private final Backoff backoff;
    private final Duration loginTimeout;
    private final List<Object> listeners;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile LinkState state = new LinkState.Off();
    private volatile @Nullable JDA jda;

    /**
     * @param intents beyond what JDA always asks for
     * @param loginTimeout from the first request until the gateway is ready
     * @param listeners of JDA events, added to each login
     */
    public DiscordLink(
            DiscordSettings settings,
            Collection<GatewayIntent> intents,
            Backoff backoff,
            Duration loginTimeout,
            Object... listeners) {
        this.settings = settings;
        this.intents = List.copyOf(intents);
        this.backoff = backoff;
        this.loginTimeout = loginTimeout;
        this.listeners = List.of(listeners);
        this.thread =
                Thread.ofPlatform().name("discord-login").daemon().unstarted(this::keepLoggedIn);
    }

    /** Returns at once. Does nothing where no token is configured. */
    public void start() {
        if (settings.configured()) {
            state = new LinkState.Connecting();
            thread.start();
        }
    }

    /**
     * Present from login until JDA gives up; also while JDA reconnects, so requests can be sent.
     */
    public Optional<JDA> jda() {
        return Optional.ofNullable(jda);
    }

    public LinkState state() {
        JDA current = jda;
        if (current != null && current.getStatus() != JDA.Status.CONNECTED) {
            return new LinkState.Connecting();
        }
        return state;
    }

    /** Logs out; takes at most 10 s. */
    @Override
    public void close() {
        closed.countDown();
        if (thread.getState() == Thread.State.NEW) {
            // Without a token it was never started, and such a thread cannot be waited for.
            return;
        }
        thread.interrupt();
        try {
            thread.join(SHUTDOWN_TIMEOUT.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepLoggedIn() {
        int failures = 0;
        String lastReason = "";
        try {
            while (closed.getCount() > 0) {
                LinkState.Failing failing = logIn();
                failures = state instanceof LinkState.Connected ? 1 : failures + 1;
                state = failing;
                Duration wait = backoff.after(failures);
                if (closed.getCount() > 0) {
                    report(failing, failing.reason().equals(lastReason), wait);
                }
                lastReason = failing.reason();
                if (failing.remedy() == LinkState.Remedy.RESTART
                        || closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("login at Discord ends");
        }
    }

    private static void report(LinkState.Failing failing, boolean isKnown, Duration wait) {
        if (failing.remedy() == LinkState.Remedy.RESTART) {
            LOG.error("{} Then start this again; until then nothing is tried.", failing.reason());
        } else if (isKnown) {
            // Said once; how long it goes on is for those who look for it.
            LOG.debug("{} Trying again in {} s.", failing.reason(), wait.toSeconds());
        } else {
            LOG.warn(
                    "{} Trying again in {} s, and so on until it works.",
                    failing.reason(),
                    wait.toSeconds());
        }
    }

    /** Logs in, and returns when the session has ended, or if there is none. */
    private LinkState.Failing logIn() throws InterruptedException {
        LoginSession session = new LoginSession();
        JDA login = null;
        try {
            login =
                    JdaLogin.builder(settings, intents)
                            .addEventListeners(session)
                            .addEventListeners(listeners.toArray())
                            .build();
            session.awaitReady(login, loginTimeout);
            state = new LinkState.Connected(login.getSelfUser().getName());
            jda = login;
            LOG.info("logged in at Discord as {}", login.getSelfUser().getName());
            return session.awaitEnd(closed);
        } catch (InvalidTokenException e) {
            return new LinkState.Failing(TokenCheck.NOT_ACCEPTED, LinkState.Remedy.RESTART);
        } catch (ExecutionException e) {
            return e.getCause() instanceof LoginSession.SessionEndedException ended
                    ? ended.failing()
                    : unreachable(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            return unreachable("no answer from the gateway in " + loginTimeout.toSeconds() + " s");
        } catch (ErrorResponseException e) {
            return unreachable(Refusal.of(e).sentence());
        } catch (RuntimeException e) {
            return unreachable(String.valueOf(e.getMessage()));
        } finally {
            jda = null;
            if (login != null) {
                JdaLogin.end(login, SHUTDOWN_TIMEOUT);
            }
        }
    }

    private LinkState.Failing unreachable(String cause) {
        String where = settings.apiUrl().isEmpty() ? "Discord" : "Discord at " + settings.apiUrl();
        return new LinkState.Failing(
                "%s cannot be reached: %s."
                        .formatted(where, settings.masked(cause).replaceFirst("\\.$", "")),
                LinkState.Remedy.TIME);
    }
}

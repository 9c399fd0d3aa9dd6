package dev.crayfleet.discord;

import dev.crayfleet.kafka.Backoff;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.events.session.ReadyEvent;
import net.dv8tion.jda.api.events.session.ShutdownEvent;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.InvalidTokenException;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.requests.CloseCode;
import net.dv8tion.jda.api.requests.GatewayIntent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one login at Discord: a thread of its own logs in, and logs in again with a back-off when
 * that fails or when JDA gives up. Nobody who starts it waits for Discord.
 */
public final class DiscordLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiscordLink.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final Duration SERVERS = Duration.ofMinutes(2);
    private static final Duration SHUTDOWN = Duration.ofSeconds(5);

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
     * @param listeners of JDA events, of each login anew
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
        this.thread = Thread.ofPlatform().name("discord-login").daemon().unstarted(this::keep);
    }

    /** Returns at once. Does nothing where no token is configured. */
    public void start() {
        if (settings.configured()) {
            state = new LinkState.Connecting();
            thread.start();
        }
    }

    /** Logged in once, and not given up since: requests may be sent though the gateway be away. */
    public Optional<JDA> jda() {
        return Optional.ofNullable(jda);
    }

    public LinkState state() {
        JDA here = jda;
        if (here != null && here.getStatus() != JDA.Status.CONNECTED) {
            return new LinkState.Connecting();
        }
        return state;
    }

    /** Logs out; takes a few seconds at most. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(SHUTDOWN.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        int failures = 0;
        try {
            while (closed.getCount() > 0) {
                LinkState.Failing failing = oneLogin();
                failures = state instanceof LinkState.Connected ? 1 : failures + 1;
                state = failing;
                Duration wait = backoff.after(failures);
                if (closed.getCount() > 0) {
                    LOG.warn("{} Trying again in {} s.", failing.reason(), wait.toSeconds());
                }
                if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("login at Discord ends");
        }
    }

    /** Logs in and stays until that ends, which it tells the reason of. */
    private LinkState.Failing oneLogin() throws InterruptedException {
        Session session = new Session();
        JDA mine = null;
        try {
            mine =
                    JdaLogin.builder(settings, intents)
                            .addEventListeners(session)
                            .addEventListeners(listeners.toArray())
                            .build();
            session.untilReady(mine, loginTimeout);
            state = new LinkState.Connected(mine.getSelfUser().getName());
            jda = mine;
            LOG.info("logged in at Discord as {}", mine.getSelfUser().getName());
            return session.untilItEnds(closed);
        } catch (InvalidTokenException e) {
            return new LinkState.Failing(
                    "Discord does not accept the token. Check discord.token (DISCORD_TOKEN, or ORCHESTRATOR_AGENT_TOKEN in discord-config.env), or reset it in the Developer Portal under Bot.",
                    true);
        } catch (ExecutionException e) {
            return e.getCause() instanceof Ended ended
                    ? ended.failing
                    : away(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            return away("no answer from the gateway in " + loginTimeout.toSeconds() + " s");
        } catch (ErrorResponseException e) {
            return away(Refusal.of(e).sentence());
        } catch (RuntimeException e) {
            return away(String.valueOf(e.getMessage()));
        } finally {
            jda = null;
            if (mine != null) {
                end(mine);
            }
        }
    }

    private LinkState.Failing away(String why) {
        String where = settings.apiUrl().isEmpty() ? "Discord" : "Discord at " + settings.apiUrl();
        return new LinkState.Failing(
                "%s cannot be reached: %s.".formatted(where, why.replaceFirst("\\.$", "")), false);
    }

    private static void end(JDA jda) {
        jda.shutdown();
        try {
            if (!jda.awaitShutdown(SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS)) {
                jda.shutdownNow();
            }
        } catch (InterruptedException e) {
            jda.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient LinkState.Failing failing;

        Ended(LinkState.Failing failing) {
            super(failing.reason());
            this.failing = failing;
        }
    }

    /** What JDA tells of one login. */
    private static final class Session extends ListenerAdapter {
        private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
        private final CompletableFuture<LinkState.Failing> ended = new CompletableFuture<>();

        @Override
        public void onReady(ReadyEvent event) {
            ready.complete(true);
        }

        @Override
        public void onShutdown(ShutdownEvent event) {
            LinkState.Failing failing = why(event.getCloseCode());
            ended.complete(failing);
            ready.completeExceptionally(new Ended(failing));
        }

        /**
         * A server that Discord itself has lost for the moment is no reason to log in again: JDA
         * goes on without it after a minute and a quarter.
         */
        void untilReady(JDA jda, Duration loginTimeout)
                throws InterruptedException, ExecutionException, TimeoutException {
            try {
                ready.get(loginTimeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (jda.getStatus() != JDA.Status.LOADING_SUBSYSTEMS) {
                    throw e;
                }
                LOG.info("logged in at Discord; the server is not available yet");
                ready.get(SERVERS.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        LinkState.Failing untilItEnds(CountDownLatch closed)
                throws InterruptedException, ExecutionException {
            while (closed.getCount() > 0) {
                try {
                    return ended.get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException stillThere) {
                    LOG.trace("still logged in");
                }
            }
            return new LinkState.Failing("The login was ended by us.", false);
        }

        private static LinkState.Failing why(@Nullable CloseCode code) {
            if (code == CloseCode.DISALLOWED_INTENTS) {
                return new LinkState.Failing(
                        "Discord refuses the Message Content intent, without which a message's text is not shown to the bot. Turn it on in the Developer Portal under Bot, Privileged Gateway Intents.",
                        true);
            }
            if (code == CloseCode.AUTHENTICATION_FAILED) {
                return new LinkState.Failing(
                        "Discord no longer accepts the token. Check discord.token, or reset it in the Developer Portal under Bot.",
                        true);
            }
            return new LinkState.Failing(
                    "Discord ended the session%s."
                            .formatted(code == null ? "" : ": " + code.getMeaning()),
                    false);
        }
    }
}

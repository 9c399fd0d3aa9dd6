package dev.crayfleet.poster.discord;

import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.poster.rendering.DiscordAction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** Retriers with a fake Discord, for tests of other packages. */
public final class TestRetriers {
    private TestRetriers() {}

    /**
     * @param discord is given each action; refuses it by an IllegalArgumentException
     */
    public static DiscordRetrier to(Consumer<DiscordAction> discord) {
        return new DiscordRetrier(
                "results",
                new DiscordClient() {
                    @Override
                    public RequestOutcome attempt(DiscordAction action) {
                        try {
                            discord.accept(action);
                            return new RequestOutcome.Done();
                        } catch (IllegalArgumentException e) {
                            return new RequestOutcome.Rejected(String.valueOf(e.getMessage()));
                        }
                    }

                    @Override
                    public RequestOutcome find(DiscordAction action, InDoubtWindow inDoubt) {
                        return new RequestOutcome.Absent();
                    }
                },
                Duration.ofMinutes(2),
                Clock.systemUTC(),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
                new SimpleMeterRegistry());
    }
}

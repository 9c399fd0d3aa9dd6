package dev.crayfleet.poster.discord;

import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.poster.rendering.DiscordAction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** Deliveries to a fake Discord, for tests of other packages. */
public final class Deliveries {
    private Deliveries() {}

    /**
     * @param discord is given each action; refuses it by an IllegalArgumentException
     */
    public static DiscordRetrier to(Consumer<DiscordAction> discord) {
        return new DiscordRetrier(
                "results",
                new DiscordClient() {
                    @Override
                    public Outcome attempt(DiscordAction action) {
                        try {
                            discord.accept(action);
                            return new Outcome.Done();
                        } catch (IllegalArgumentException e) {
                            return new Outcome.Refused(String.valueOf(e.getMessage()));
                        }
                    }

                    @Override
                    public Outcome find(DiscordAction action, InDoubtWindow inDoubt) {
                        return new Outcome.Absent();
                    }
                },
                Duration.ofMinutes(2),
                Clock.systemUTC(),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
                new SimpleMeterRegistry());
    }
}

package dev.crayfleet.dispatcher;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The time by which the dispatcher judges leases and back-offs. A type of its own, because the
 * framework has a bean of every common kind of clock, which would be taken instead.
 *
 * @param source where it comes from
 */
public record DispatcherClock(InstantSource source) implements InstantSource {
    @Override
    public Instant instant() {
        return source.instant();
    }
}

package dev.crayfleet.poster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that is ahead of another one by a duration that tests change; may be negative. */
public final class MovableClock extends Clock {
    private final Clock base;
    private volatile Duration ahead;

    public MovableClock(Clock base, Duration ahead) {
        this.base = base;
        this.ahead = ahead;
    }

    public void move(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
        return base.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}

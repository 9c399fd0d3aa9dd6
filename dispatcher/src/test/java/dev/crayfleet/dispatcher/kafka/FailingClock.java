package dev.crayfleet.dispatcher.kafka;

import java.time.Instant;
import java.time.InstantSource;

/** Fails where lanes do not catch it, and for nobody else who asks. */
final class FailingClock implements InstantSource {
    volatile boolean isFailing;

    @Override
    public Instant instant() {
        if (isFailing && isAskedForARecordsTime()) {
            throw new IllegalStateException("fails on purpose");
        }
        return Instant.now();
    }

    private static boolean isAskedForARecordsTime() {
        String extractor = RecordTimestamp.class.getName();
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(extractor)));
    }
}

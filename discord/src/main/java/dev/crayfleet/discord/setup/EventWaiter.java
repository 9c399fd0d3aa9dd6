package dev.crayfleet.discord.setup;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import net.dv8tion.jda.api.events.GenericEvent;
import net.dv8tion.jda.api.hooks.EventListener;

/** Waits until what JDA knows is as somebody has just made it at Discord. */
final class EventWaiter implements EventListener {
    @Override
    public synchronized void onEvent(GenericEvent event) {
        notifyAll();
    }

    /**
     * @param condition looked at again after each event
     * @return whether it holds
     */
    synchronized boolean await(BooleanSupplier condition, Duration timeout)
            throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            long leftNanos = end - System.nanoTime();
            if (leftNanos <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
        }
        return true;
    }
}

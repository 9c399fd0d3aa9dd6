package dev.crayfleet.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The faults that are switched on, and those that are planned for the next requests. Safe for use
 * by many threads.
 */
final class FaultPlan {
    private static final int MAX_PLANNED = 1_000;

    private static final class PlannedFault {
        private final @Nullable String route;
        private final InjectedFault fault;
        private int remaining;

        PlannedFault(@Nullable String route, InjectedFault fault, int times) {
            this.route = route;
            this.fault = fault;
            this.remaining = times;
        }
    }

    private final List<PlannedFault> plannedFaults = new ArrayList<>();
    private final Set<String> unknownMessages = new HashSet<>();
    private final Set<String> hiddenChannels = new HashSet<>();
    private boolean gatewayRefused;
    private boolean contentIntentRefused;
    private boolean guildUnavailable;
    private boolean uninvited;
    private boolean webhooksDenied;

    /**
     * @param route which requests fail; null means any
     * @param times how many requests fail, at least 1
     * @throws IllegalStateException if too many faults are planned already
     */
    synchronized void add(@Nullable String route, InjectedFault fault, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("A fault happens at least once, not " + times);
        }
        if (plannedFaults.size() >= MAX_PLANNED) {
            throw new IllegalStateException("More than " + MAX_PLANNED + " faults are planned");
        }
        plannedFaults.add(new PlannedFault(route, fault, times));
    }

    /** The next planned fault of this type for a request on this route, which counts as met. */
    synchronized <F extends InjectedFault> Optional<F> take(String route, Class<F> type) {
        for (PlannedFault planned : plannedFaults) {
            boolean isOnRoute = planned.route == null || planned.route.equals(route);
            if (isOnRoute && type.isInstance(planned.fault)) {
                planned.remaining--;
                if (planned.remaining == 0) {
                    plannedFaults.remove(planned);
                }
                return Optional.of(type.cast(planned.fault));
            }
        }
        return Optional.empty();
    }

    /** How long the next request on this route is to wait. */
    Duration takeDelay(String route) {
        return take(route, InjectedFault.Delayed.class)
                .map(InjectedFault.Delayed::delay)
                .orElse(Duration.ZERO);
    }

    synchronized void addUnknownMessage(String messageId) {
        unknownMessages.add(messageId);
    }

    synchronized boolean isMessageUnknown(@Nullable String messageId) {
        return unknownMessages.contains(messageId);
    }

    synchronized void hideChannel(String channelId) {
        hiddenChannels.add(channelId);
    }

    synchronized boolean isChannelHidden(@Nullable String channelId) {
        return hiddenChannels.contains(channelId);
    }

    synchronized void setGatewayRefused(boolean refused) {
        gatewayRefused = refused;
    }

    synchronized boolean isGatewayRefused() {
        return gatewayRefused;
    }

    synchronized void setContentIntentRefused(boolean refused) {
        contentIntentRefused = refused;
    }

    synchronized boolean isContentIntentRefused() {
        return contentIntentRefused;
    }

    synchronized void setGuildUnavailable(boolean unavailable) {
        guildUnavailable = unavailable;
    }

    synchronized boolean isGuildUnavailable() {
        return guildUnavailable;
    }

    synchronized void setUninvited(boolean isUninvited) {
        uninvited = isUninvited;
    }

    synchronized boolean isUninvited() {
        return uninvited;
    }

    synchronized void setWebhooksDenied(boolean denied) {
        webhooksDenied = denied;
    }

    /**
     * @throws ApiError if bots may not manage webhooks at the moment, and this is one
     */
    synchronized void checkWebhooksAllowed(Account account) {
        if (webhooksDenied && account.bot()) {
            throw ApiError.of(403, 50013, "Missing Permissions");
        }
    }

    synchronized void clear() {
        plannedFaults.clear();
        unknownMessages.clear();
        hiddenChannels.clear();
        gatewayRefused = false;
        contentIntentRefused = false;
        guildUnavailable = false;
        uninvited = false;
        webhooksDenied = false;
    }
}

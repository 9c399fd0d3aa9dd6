package dev.crayfleet.dispatcher.config;

import dev.crayfleet.dispatcher.ledger.Rules;
import jakarta.inject.Singleton;

/** The settings by which the ledger decides, put together. */
@Singleton
public final class RuleSettings {
    private final LeaseSettings leases;
    private final RetrySettings retries;
    private final QueueSettings queueing;
    private final QuarantineSettings quarantine;
    private final BoundsSettings bounds;
    private final UnservedNoticeSettings unservedNotices;

    RuleSettings(
            LeaseSettings leases,
            RetrySettings retries,
            QueueSettings queueing,
            QuarantineSettings quarantine,
            BoundsSettings bounds,
            UnservedNoticeSettings unservedNotices) {
        this.leases = leases;
        this.retries = retries;
        this.queueing = queueing;
        this.quarantine = quarantine;
        this.bounds = bounds;
        this.unservedNotices = unservedNotices;
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if a value makes no sense
     */
    public Rules rules() {
        return new Rules(
                leases.rule(),
                retries.policy(),
                queueing.rule(),
                quarantine.rule(),
                bounds.bounds(),
                unservedNotices.rule());
    }
}

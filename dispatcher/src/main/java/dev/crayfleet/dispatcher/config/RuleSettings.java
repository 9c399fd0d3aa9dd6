package dev.crayfleet.dispatcher.config;

import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.stage.StartCheck;
import io.micronaut.context.BeanProvider;
import jakarta.inject.Singleton;
import java.util.List;

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

    /** Each group by itself, so that all that are wrong are named. */
    @Singleton
    @RequiresDispatcher
    static final class Check implements StartCheck {
        private final StartCheck groups;

        Check(
                BeanProvider<LeaseSettings> leases,
                BeanProvider<RetrySettings> retries,
                BeanProvider<QueueSettings> queueing,
                BeanProvider<QuarantineSettings> quarantine,
                BeanProvider<BoundsSettings> bounds) {
            this.groups =
                    StartCheck.of(
                            () -> leases.get().rule(),
                            () -> retries.get().policy(),
                            () -> queueing.get().rule(),
                            () -> quarantine.get().rule(),
                            () -> bounds.get().bounds());
        }

        @Override
        public List<String> problems() {
            return groups.problems();
        }
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

package dev.crayfleet.dispatcher;

import dev.crayfleet.dispatcher.ledger.RetryPolicy;
import dev.crayfleet.dispatcher.ledger.Rules;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the dispatcher, all under {@code crayfleet.dispatcher}.
 *
 * @param lease a runner not heard of for so long is lost, and its tasks go elsewhere
 * @param claimAck a claim that a living runner does not name after so long was never taken
 * @param retries further attempts after a lost or transiently failed one, where a task says nothing
 * @param backOff before the second attempt; doubles with each
 * @param longestBackOff where the doubling ends
 * @param retention how long ended tasks are known, so that a duplicate is recognised
 * @param tick how often leases and back-offs are looked at
 * @param commitInterval how often a transaction ends: the latency of a decision, above all
 * @param threads that share the lanes
 * @param standbys copies of the ledger kept by other instances
 * @param sessionTimeout a dispatcher not heard of for so long loses its lanes; not below the
 *     broker's least, 6 s
 * @param transactionTimeout how long the open transaction of a dead dispatcher holds readers up
 * @param closeTimeout how long closing may take
 * @param kafkaPatience how long to wait for Kafka at start
 * @param stateDir where Kafka Streams keeps its lock, for one dispatcher only; empty means a folder
 *     of this process's own among the temporary ones. The ledger itself lies in Kafka
 */
@ConfigurationProperties("crayfleet.dispatcher")
public record DispatcherConfig(
        @Bindable(defaultValue = "15s") Duration lease,
        @Bindable(defaultValue = "10s") Duration claimAck,
        @Bindable(defaultValue = "2") int retries,
        @Bindable(defaultValue = "2s") Duration backOff,
        @Bindable(defaultValue = "32s") Duration longestBackOff,
        @Bindable(defaultValue = "7d") Duration retention,
        @Bindable(defaultValue = "200ms") Duration tick,
        @Bindable(defaultValue = "10ms") Duration commitInterval,
        @Bindable(defaultValue = "1") int threads,
        @Bindable(defaultValue = "0") int standbys,
        @Bindable(defaultValue = "6s") Duration sessionTimeout,
        @Bindable(defaultValue = "5s") Duration transactionTimeout,
        @Bindable(defaultValue = "10s") Duration closeTimeout,
        @Bindable(defaultValue = "60s") Duration kafkaPatience,
        @Bindable(defaultValue = "") String stateDir) {

    /** The folder for the lock. */
    public Path stateFolder() {
        return stateDir.isBlank()
                ? Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "crayfleet-dispatcher-" + ProcessHandle.current().pid())
                : Path.of(stateDir);
    }

    public Rules rules() {
        return new Rules(
                lease,
                claimAck,
                Rules.DEFAULT.lostKept(),
                new RetryPolicy(retries, backOff, longestBackOff));
    }
}

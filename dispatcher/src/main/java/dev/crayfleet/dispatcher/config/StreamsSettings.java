package dev.crayfleet.dispatcher.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How Kafka Streams runs the lanes.
 *
 * @param commitInterval what was decided is committed at the latest after so long
 * @param threads that share the lanes
 * @param standbys copies of the ledger kept by other instances
 * @param sessionTimeout a dispatcher not heard of for so long loses its lanes; not below the
 *     broker's least, 6 s
 * @param transactionTimeout how long the open transaction of a dead dispatcher holds readers up
 * @param closeTimeout how long closing may take
 * @param stateDir where Kafka Streams keeps its lock, for one dispatcher only; empty means a folder
 *     of this process's own among the temporary ones. The ledger itself lies in Kafka
 */
@ConfigurationProperties("crayfleet.dispatcher")
public record StreamsSettings(
        @Bindable(defaultValue = "10ms") Duration commitInterval,
        @Bindable(defaultValue = "1") int threads,
        @Bindable(defaultValue = "1") int standbys,
        @Bindable(defaultValue = "6s") Duration sessionTimeout,
        @Bindable(defaultValue = "5s") Duration transactionTimeout,
        @Bindable(defaultValue = "10s") Duration closeTimeout,
        @Bindable(defaultValue = "") String stateDir) {
    /** The folder for the lock. */
    public Path stateFolder() {
        return stateDir.isBlank()
                ? Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "crayfleet-dispatcher-" + ProcessHandle.current().pid())
                : Path.of(stateDir);
    }
}

package dev.crayfleet.runner.config;

import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.runner.slots.LeaseTimeouts;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Settings below {@code crayfleet.runner}: who it is to the dispatcher, and for how long it counts
 * as alive.
 *
 * @param id empty for {@code runner-<host>-<4 hexadecimal digits>}
 * @param beat how often it sends heartbeats and progress; shorter than the lease less its margin
 * @param lease how long the dispatcher waits for it, until a claim says otherwise
 * @param leaseMargin how long before the lease ends it stops its agents, if no heartbeat arrives
 * @param patience how long Kafka may take at the start, and to take or give one big file; at least
 *     1s
 */
@ConfigurationProperties(SettingText.PREFIX)
public record LeaseConfig(
        @Bindable(defaultValue = "") String id,
        @Bindable(defaultValue = "2s") String beat,
        @Bindable(defaultValue = "15s") String lease,
        @Bindable(defaultValue = "5s") String leaseMargin,
        @Bindable(defaultValue = "30s") String patience) {

    public RunnerId runnerId(HostDefaults host) {
        return new RunnerId(id.isBlank() ? host.runnerId() : id.strip());
    }

    public Duration heartbeatInterval() {
        return SettingText.duration("beat", beat);
    }

    public LeaseTimeouts timeouts() {
        return new LeaseTimeouts(
                SettingText.duration("lease", lease),
                SettingText.duration("lease-margin", leaseMargin));
    }

    /**
     * @throws IllegalArgumentException if it is below 1s
     */
    public Duration kafkaTimeout() {
        Duration timeout = SettingText.duration("patience", patience);
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("crayfleet.runner.patience must be at least 1s");
        }
        return timeout;
    }
}

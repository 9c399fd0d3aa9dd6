package dev.crayfleet.dispatcher.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;

/**
 * How people, programs and other dispatchers reach this one over HTTP.
 *
 * @param answerTimeout how long a question may take, other instances included, and how long Kafka
 *     may take to acknowledge a request
 * @param advertise where other instances reach this one, {@code host:port}; empty means the host
 *     and port it listens on
 * @param allowedHosts names by which pages may post here, besides localhost and plain addresses
 */
@ConfigurationProperties("crayfleet.dispatcher")
public record HttpSettings(
        @Bindable(defaultValue = "3s") Duration answerTimeout,
        @Bindable(defaultValue = "") String advertise,
        @Bindable(defaultValue = "") List<String> allowedHosts) {
    public HttpSettings {
        allowedHosts = allowedHosts.stream().filter(name -> !name.isBlank()).toList();
    }
}

package dev.crayfleet.dispatcher.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

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
    private static final Pattern ADDRESS = Pattern.compile("\\S+:\\d{1,5}");

    /**
     * @throws IllegalArgumentException with a sentence, if the address is none
     */
    public HttpSettings {
        if (!advertise.isBlank() && !ADDRESS.matcher(advertise.strip()).matches()) {
            throw new IllegalArgumentException(
                    "crayfleet.dispatcher.advertise \"%s\" is not understood: write host:port"
                            .formatted(advertise));
        }
        allowedHosts = allowedHosts.stream().filter(name -> !name.isBlank()).toList();
    }
}

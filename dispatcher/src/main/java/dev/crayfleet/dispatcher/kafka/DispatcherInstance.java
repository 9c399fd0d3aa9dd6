package dev.crayfleet.dispatcher.kafka;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.state.HostInfo;

/**
 * One run of a dispatcher as the others know it. Kafka Streams tells them no more of it than a host
 * and a port, so the id travels in front of the host: {@code 3f2a90bc_127.0.0.1:8081}. Without it,
 * two machines that both advertise {@code 127.0.0.1:8081} would each take the other for itself.
 *
 * @param id unique to this run; empty where it is not known
 * @param address where it says that it is reached
 */
public record DispatcherInstance(String id, AdvertisedAddress address) {
    private static final Pattern WITH_ID = Pattern.compile("([0-9a-f]{8})_(.+)");

    /** Makes an instance with a new id. */
    static DispatcherInstance withNewId(AdvertisedAddress address) {
        return new DispatcherInstance(UUID.randomUUID().toString().substring(0, 8), address);
    }

    static DispatcherInstance of(HostInfo host) {
        Matcher withId = WITH_ID.matcher(host.host());
        return withId.matches()
                ? new DispatcherInstance(
                        withId.group(1), new AdvertisedAddress(withId.group(2), host.port()))
                : new DispatcherInstance("", new AdvertisedAddress(host.host(), host.port()));
    }

    /** What Kafka Streams is to tell the others. */
    String endPoint() {
        return new AdvertisedAddress(id + "_" + address.host(), address.port()).toString();
    }
}

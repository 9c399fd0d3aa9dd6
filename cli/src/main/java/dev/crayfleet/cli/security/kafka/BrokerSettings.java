package dev.crayfleet.cli.security.kafka;

import dev.crayfleet.cli.security.kafka.KafkaFacts.Everyone;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.jspecify.annotations.Nullable;

/** Reads from the settings of brokers whom they let in. */
final class BrokerSettings {
    private static final String EVERYONE = "allow.everyone.if.no.acl.found";
    private static final String LISTENERS = "listeners";
    private static final String PROTOCOLS = "listener.security.protocol.map";

    private BrokerSettings() {}

    static KafkaFacts.Brokers read(Collection<Config> brokers) {
        SortedSet<String> open = new TreeSet<>();
        Everyone everyone = Everyone.NO;
        for (Config each : brokers) {
            open.addAll(openListeners(value(each, LISTENERS), value(each, PROTOCOLS)));
            Everyone here = everyone(each.get(EVERYONE));
            everyone = here == Everyone.NO ? everyone : here;
        }
        return new KafkaFacts.Brokers.Seen(List.copyOf(open), everyone);
    }

    private static String value(Config broker, String name) {
        ConfigEntry entry = broker.get(name);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    /** It is the authorizer's, and no setting that brokers know, so that they hide its value. */
    private static Everyone everyone(@Nullable ConfigEntry entry) {
        if (entry == null) {
            return Everyone.NO;
        }
        if (entry.value() == null) {
            return Everyone.HIDDEN;
        }
        return Boolean.parseBoolean(entry.value().strip()) ? Everyone.YES : Everyone.NO;
    }

    /**
     * @param listeners {@code CLIENT://0.0.0.0:9092,CONTROLLER://:9093}
     * @param protocols {@code CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT}
     */
    static List<String> openListeners(String listeners, String protocols) {
        Map<String, String> byName = new HashMap<>();
        words(protocols)
                .forEach(each -> {
                    int colon = each.indexOf(':');
                    if (colon > 0) {
                        byName.put(
                                upper(each.substring(0, colon)), upper(each.substring(colon + 1)));
                    }
                });
        List<String> open = new ArrayList<>();
        for (String each : words(listeners)) {
            int separator = each.indexOf("://");
            if (separator > 0) {
                String name = upper(each.substring(0, separator));
                String protocol = byName.getOrDefault(name, name);
                if (protocol.equals("PLAINTEXT")
                        && isBeyondLoopback(each.substring(separator + 3))) {
                    open.add(each);
                }
            }
        }
        return open;
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static String upper(String name) {
        return name.strip().toUpperCase(Locale.ROOT);
    }

    /**
     * @param address {@code host:port}; without a host it is every address
     */
    private static boolean isBeyondLoopback(String address) {
        int colon = address.lastIndexOf(':');
        String host =
                (colon < 0 ? address : address.substring(0, colon)).replaceAll("[\\[\\]]", "");
        if (host.isEmpty()) {
            return true;
        }
        try {
            return !InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }
}

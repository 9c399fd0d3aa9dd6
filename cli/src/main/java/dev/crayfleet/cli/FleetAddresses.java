package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.client.ClientProperties;
import dev.crayfleet.kafka.signing.Signing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a fleet is: what an option says, else the environment, else what {@code
 * .crayfleet/local.json} says, else the usual address.
 */
final class FleetAddresses {
    private static final String UNSIGNED =
            "not signed: a fleet that has signing keys refuses it. If this one has, name their file in CRAYFLEET_SIGNING_KEYS_FILE and ask again";

    private static final String INGEST_URL = "http://127.0.0.1:8080";
    private static final String DISPATCHER_URL = "http://127.0.0.1:8081";

    /** What listens takes a connection at once, also on the other side of the world. */
    private static final int CONNECT_TIMEOUT_MS = 1_500;

    private final Optional<LocalFleetFile> localFleet;

    private FleetAddresses(Optional<LocalFleetFile> localFleet) {
        this.localFleet = localFleet;
    }

    static FleetAddresses read() {
        return new FleetAddresses(LocalFleetFile.read(LocalFleetFile.FOLDER));
    }

    String ingest(@Nullable String option) {
        return firstOf(option, "CRAYFLEET_URL", LocalFleetFile::ingestUrl, INGEST_URL);
    }

    String dispatcher(@Nullable String option) {
        return firstOf(
                option, "CRAYFLEET_DISPATCHER_URL", LocalFleetFile::dispatcherUrl, DISPATCHER_URL);
    }

    String bootstrap(@Nullable String option) {
        return firstOf(
                option,
                "KAFKA_BOOTSTRAP_SERVERS",
                LocalFleetFile::kafkaBootstrap,
                KafkaSettings.DEFAULT_BOOTSTRAP);
    }

    /**
     * To be read, by the user that the environment names.
     *
     * @throws CommandLines.RefusedException if the settings of that are not in order
     */
    KafkaSettings kafka(@Nullable String option) {
        try {
            return KafkaSettings.of(
                    bootstrap(option),
                    isLocal(option) ? Map.of() : ClientProperties.of(System.getenv()));
        } catch (IllegalArgumentException e) {
            throw new CommandLines.RefusedException(String.valueOf(e.getMessage()));
        }
    }

    /** Whether it is the Kafka of a local fleet, which asks nobody who they are. */
    private boolean isLocal(@Nullable String option) {
        String environment = System.getenv("KAFKA_BOOTSTRAP_SERVERS");
        return option == null
                && (environment == null || environment.isBlank())
                && localFleet.isPresent();
    }

    /**
     * To be written to, with the signing keys that the environment names.
     *
     * @throws IllegalArgumentException with a sentence for people, if those are not in order
     */
    KafkaSettings kafkaToWrite(@Nullable String option) {
        Map<String, String> environment = System.getenv();
        boolean isRequired =
                !"false".equalsIgnoreCase(environment.get("CRAYFLEET_SIGNING_REQUIRED"));
        return kafka(option)
                .withSigning(
                        Signing.of(
                                environment.getOrDefault("CRAYFLEET_SIGNING_KEYS_FILE", ""),
                                isRequired));
    }

    /** Says so where something is written to the tasks topic without a signature. */
    static void warnIfUnsigned(KafkaSettings kafka, Terminal out) {
        if (kafka.signing().keys().isEmpty()) {
            out.error(UNSIGNED);
        }
    }

    private String firstOf(
            @Nullable String option,
            String variable,
            Function<LocalFleetFile, String> fromFile,
            String usual) {
        String environment = System.getenv(variable);
        if (option != null) {
            return option;
        }
        if (environment != null && !environment.isBlank()) {
            return environment;
        }
        return localFleet.map(fromFile).orElse(usual);
    }

    /**
     * Finds out within seconds whether a fleet is there, because Kafka's client would look for it
     * much longer.
     *
     * @param ingest its URL; null where it is not needed
     * @param bootstrap of Kafka; null where it is not needed
     * @throws UnreachableException with a sentence for people, if one of them is not
     */
    static void check(@Nullable String ingest, @Nullable String bootstrap) {
        List<String> away = new ArrayList<>();
        List<String> options = new ArrayList<>();
        if (ingest != null && !listens(ingest)) {
            away.add("ingest at " + ingest);
            options.add("--url");
        }
        if (bootstrap != null && !listensOneOf(bootstrap)) {
            away.add("Kafka at " + bootstrap);
            options.add("--bootstrap");
        }
        if (!away.isEmpty()) {
            throw new UnreachableException(
                    "nothing answers: %s. Is a fleet running? ./crayfleet local starts one here; %s %s where another is"
                            .formatted(
                                    String.join(", ", away),
                                    String.join(" and ", options),
                                    options.size() == 1 ? "says" : "say"));
        }
    }

    private static boolean listensOneOf(String bootstrap) {
        for (String each : bootstrap.split(",")) {
            if (!each.isBlank() && listens("kafka://" + each.strip())) {
                return true;
            }
        }
        return false;
    }

    private static boolean listens(String url) {
        URI address;
        try {
            address = URI.create(url);
        } catch (IllegalArgumentException e) {
            // Whoever uses it says what is wrong with it.
            return true;
        }
        String host = address.getHost();
        int usualPort = "https".equals(address.getScheme()) ? 443 : 80;
        int port = address.getPort() < 0 ? usualPort : address.getPort();
        if (host == null) {
            return true;
        }
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), port),
                    CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

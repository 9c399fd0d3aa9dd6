package dev.crayfleet.cli;

import dev.crayfleet.cli.doctor.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The services of a fleet that answer over HTTP, for who looks at all of them. */
final class FleetServices {
    /** Unless somebody says otherwise. */
    static final String POSTER_URL = "http://127.0.0.1:8083";

    private FleetServices() {}

    /**
     * @param local the fleet over this folder; null if there is none
     * @throws IllegalArgumentException with a sentence for people, if the file with the token
     *     cannot be read
     */
    static List<Subject.Service> of(
            FleetAddresses addresses,
            @Nullable LocalFleetFile local,
            @Nullable String ingestUrl,
            @Nullable String dispatcherUrl,
            @Nullable String posterUrl) {
        String poster = local == null ? POSTER_URL : local.posterUrl();
        return List.of(
                service("ingest", addresses.ingest(ingestUrl), "--url"),
                service("dispatcher", addresses.dispatcher(dispatcherUrl), "--dispatcher"),
                service("poster", posterUrl == null ? poster : posterUrl, "--poster"));
    }

    private static Subject.Service service(String name, String url, String option) {
        return new Subject.Service(name, url, option, FleetToken.find(url).orElse(null));
    }
}

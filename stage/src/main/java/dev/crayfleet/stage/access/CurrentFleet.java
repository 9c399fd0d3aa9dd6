package dev.crayfleet.stage.access;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.gate.Action;
import dev.crayfleet.fleet.gate.Decision;
import dev.crayfleet.fleet.gate.Gate;
import dev.crayfleet.fleet.gate.Principal;
import dev.crayfleet.fleet.gate.Usage;
import dev.crayfleet.kafka.fleet.FleetFileRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet file that decides, as far as this service has read. Asked for a polite answer at once,
 * and for what is only shown; the lane decides what is done. For many threads.
 */
public final class CurrentFleet {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentFleet.class);

    /** Whoever asks over HTTP where no token is demanded, and does not say who they are. */
    public static final Requester ANYBODY = new Requester("http:anonymous", "HTTP");

    /** How long somebody waits for what is on the topic. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

    private volatile Fleet fleet = Fleet.open();
    private volatile CompletableFuture<Boolean> read = CompletableFuture.completedFuture(true);

    /** Until this completes, nobody knows whether there is a file. */
    void readWith(CompletableFuture<Boolean> caughtUp) {
        read = caughtUp;
    }

    /** Whether it is known which file decides; waits for that a little. */
    public boolean isRead() {
        try {
            return read.get(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** A version decides that cannot be read here: nobody may anything. */
    public void close(long number) {
        LOG.error(
                "version {} of the fleet file cannot be read by this version of Crayfleet, so nobody may anything here. Start the newer one",
                number);
        fleet = Fleet.closed(new FleetVersion(number, ""));
    }

    /** All agents that it has a word on, and the one of tasks that name none. */
    public Set<String> agents() {
        Fleet current = fleet;
        Set<String> agents = new LinkedHashSet<>(current.agents().keySet());
        agents.add(Pool.DEFAULT.value());
        current.roles().values().forEach(role -> agents.addAll(role.agents().names()));
        return agents;
    }

    /** Another version decides. One that cannot be read allows nothing. */
    public void follow(FleetFileRecord file) {
        FleetVersion version = new FleetVersion(file.number(), file.sha256());
        fleet =
                switch (FleetJson.read(file.file().getBytes(StandardCharsets.UTF_8))) {
                    case FleetReading.Valid(Fleet read) -> read.withVersion(version);
                    case FleetReading.Invalid invalid -> {
                        LOG.error(
                                "version {} of the fleet file cannot be read by this version of Crayfleet, so nobody may anything here. Start the newer one",
                                version);
                        yield Fleet.closed(version);
                    }
                };
        LOG.info("version {} of the fleet file decides who may what", version);
    }

    public Fleet fleet() {
        return fleet;
    }

    /**
     * Why something is refused; empty if it is allowed, as far as is known here. What somebody has
     * asked for of late is known to the lane alone.
     */
    public Optional<Decision.Refused> refusal(Principal principal, Action action) {
        Fleet current = fleet;
        return !current.version().equals(FleetVersion.NONE)
                        && Gate.decide(current, principal, action, any -> Usage.NONE)
                                instanceof Decision.Refused no
                ? Optional.of(no)
                : Optional.empty();
    }

    /**
     * Who asks, as messages say it.
     *
     * @param name for people, as the caller gives it; may be blank
     */
    public static Requester requester(Principal principal, String name) {
        String shown = name.isBlank() ? principal.id() : name.strip();
        return switch (principal) {
            case Principal.Token(String token, var roles) ->
                    new Requester(
                            principal.id(),
                            name.isBlank() ? token : shown,
                            roles.stream().toList());
            case Principal.DiscordUser(String id, var roles) ->
                    new Requester(principal.id(), shown, roles.stream().toList());
            case Principal.Local local ->
                    name.isBlank() ? ANYBODY : new Requester("http:" + shown, shown);
            default -> new Requester(principal.id(), shown);
        };
    }
}

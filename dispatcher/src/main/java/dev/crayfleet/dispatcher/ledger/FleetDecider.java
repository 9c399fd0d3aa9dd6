package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.FleetEvent.LaneFleetChanged;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.TaskMessage.FleetChanged;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.file.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** What follows from another fleet file. One that cannot be read changes nothing. */
final class FleetDecider {
    private FleetDecider() {}

    static Decision changed(Ledger ledger, FleetChanged message, Instant now) {
        long before = ledger.fleet().version().number();
        if (message.number() <= before) {
            // A copy, or one that was overtaken.
            return Decision.NOTHING;
        }
        if (message.file().getBytes(StandardCharsets.UTF_8).length > Limits.FLEET_BYTES) {
            return refused(
                    message,
                    "it has more than %,d bytes, the most that is allowed"
                            .formatted(Limits.FLEET_BYTES));
        }
        Order order = message.order().atTheLatest(now);
        LaneFleet next =
                new LaneFleet(message.number(), message.sha256(), message.file(), order, now);
        return switch (next.read()) {
            case FleetReading.Invalid invalid ->
                    refused(message, sentence(invalid.problems().getFirst()));
            case FleetReading.Valid(Fleet fleet)
                    when !FleetJson.sha256(fleet).equals(message.sha256()) ->
                    refused(message, "its hash is another than the one that came with it");
            case FleetReading.Valid valid ->
                    new DecisionBuilder()
                            .record(new LedgerEntry.FleetPut(next))
                            .publish(
                                    new LaneFleetChanged(
                                            message.lane(),
                                            message.number(),
                                            message.sha256(),
                                            before,
                                            order,
                                            now))
                            .build();
        };
    }

    private static Decision refused(FleetChanged message, String why) {
        return Decision.refused(
                "version %d of the fleet file changes nothing in lane %d: %s"
                        .formatted(message.number(), message.lane(), why));
    }

    private static String sentence(Problem problem) {
        return problem.path().isEmpty()
                ? problem.sentence()
                : problem.path() + ": " + problem.sentence();
    }
}

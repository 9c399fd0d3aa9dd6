package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Order;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.file.FleetReading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The fleet file that decides in a lane.
 *
 * @param number of its version
 * @param sha256 of the file, 64 hexadecimal digits
 * @param file in its canonical form
 * @param order by which it came
 * @param since when it has decided here
 */
public record LaneFleet(long number, String sha256, String file, Order order, Instant since) {
    FleetVersion version() {
        return new FleetVersion(number, sha256);
    }

    /** What it says; that nobody may anything, if this version of Crayfleet cannot read it. */
    Fleet toFleet() {
        return switch (read()) {
            case FleetReading.Valid(Fleet fleet) -> fleet.withVersion(version());
            case FleetReading.Invalid invalid -> Fleet.closed(version());
        };
    }

    FleetReading read() {
        return FleetJson.read(file.getBytes(StandardCharsets.UTF_8));
    }
}

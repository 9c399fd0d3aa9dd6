package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.TaskMessage.FleetChanged;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.file.FleetReading;
import java.nio.charset.StandardCharsets;

/** Fleet files for a lane. */
public final class FleetFiles {
    private FleetFiles() {}

    /** For a fleet of one lane. */
    static FleetChanged changed(long number, String json, Order order) {
        return changed(0, number, json, order);
    }

    /**
     * @param json as somebody might write it
     */
    public static FleetChanged changed(int lane, long number, String json, Order order) {
        FleetReading reading = FleetJson.read(json.getBytes(StandardCharsets.UTF_8));
        if (!(reading instanceof FleetReading.Valid(Fleet fleet))) {
            throw new AssertionError(reading);
        }
        return new FleetChanged(
                lane,
                number,
                FleetJson.sha256(fleet),
                new String(FleetJson.write(fleet), StandardCharsets.UTF_8),
                order);
    }
}

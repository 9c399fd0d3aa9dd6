package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.dispatcher.ledger.Decider;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What all lanes of a dispatcher share.
 *
 * @param clock by which everything is decided
 * @param originals reads what replays repeat
 * @param notes where a lane's start is noted
 */
record LaneParts(
        Decider decider,
        Settings settings,
        Codec codec,
        InstantSource clock,
        Meters meters,
        Lanes lanes,
        ReplaySourceReader originals,
        StartLog notes) {

    /**
     * @param lanes how many there are
     * @param commitInterval what was decided is committed at the latest after so long
     * @param retention how long ended tasks are known
     */
    record Settings(int lanes, Duration commitInterval, Duration retention) {}
}

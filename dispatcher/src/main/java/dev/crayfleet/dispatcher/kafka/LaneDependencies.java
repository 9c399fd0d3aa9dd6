package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.dispatcher.ledger.Decider;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What all lanes of a dispatcher share.
 *
 * @param clock by which everything is decided
 * @param lanes where each lane registers, to be asked
 * @param replaySources reads the tasks that replays repeat
 * @param startLog where a lane's start is recorded
 */
record LaneDependencies(
        Decider decider,
        Settings settings,
        Codec codec,
        InstantSource clock,
        Meters meters,
        Lanes lanes,
        ReplaySourceReader replaySources,
        StartCounterStore startLog) {

    /**
     * @param laneCount of the fleet
     * @param commitInterval what was decided is committed at the latest after so long
     * @param retention how long ended tasks are known
     */
    record Settings(int laneCount, Duration commitInterval, Duration retention) {}
}

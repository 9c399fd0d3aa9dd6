package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.dispatcher.ledger.Decider;
import dev.crayfleet.kafka.signing.Signing;
import dev.crayfleet.stage.traces.TaskTracer;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What all lanes of a dispatcher share.
 *
 * @param clock for all decisions
 * @param lanes where each lane registers, so that it can be queried
 * @param replaySources reads the tasks that replays repeat
 * @param startCounters stores how often lanes were started at an offset
 * @param tracer gets spans of tasks
 */
record LaneDependencies(
        Decider decider,
        Settings settings,
        Codec codec,
        InstantSource clock,
        Meters meters,
        Lanes lanes,
        ReplaySourceReader replaySources,
        StartCounterStore startCounters,
        TaskTracer tracer) {

    /**
     * @param laneCount of the fleet
     * @param commitInterval the longest time between a decision and its commit
     * @param retention how long ended tasks are known
     * @param signing of the records that lanes write to the tasks topic, and read from it
     */
    record Settings(int laneCount, Duration commitInterval, Duration retention, Signing signing) {}
}

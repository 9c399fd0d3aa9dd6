package dev.crayfleet.contract;

import java.time.Instant;

/**
 * Position of a record on a topic.
 *
 * @param timestamp the record's own
 */
public record RecordPosition(int partition, long offset, Instant timestamp) {}

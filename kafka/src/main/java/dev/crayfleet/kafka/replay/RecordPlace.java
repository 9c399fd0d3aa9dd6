package dev.crayfleet.kafka.replay;

/** Where a record of the tasks topic lies. */
record RecordPlace(int partition, long offset) {}

package dev.crayfleet.dispatcher.kafka;

/**
 * Where a lane's start began in one partition.
 *
 * @param offset of the first record that was not known to be handled
 * @param starts that have begun with it; the last of them may be running
 */
record StartCounter(long offset, int starts) {}

package dev.crayfleet.dispatcher.kafka;

/**
 * How often a dispatcher has started at one offset of a partition without getting past it.
 *
 * @param offset of the first record that is not known to have been handled
 * @param starts that began at this offset, from 0; the last of them may still be running
 */
record StartCounter(long offset, int starts) {}

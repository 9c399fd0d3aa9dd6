/**
 * The pure core of Crayfleet: what the fleet knows, and what it decides. No Kafka, no clock, no
 * logger. {@link dev.crayfleet.dispatcher.ledger.Decider} decides, {@link
 * dev.crayfleet.dispatcher.ledger.Ledger} applies.
 */
@NullMarked
package dev.crayfleet.dispatcher.ledger;

import org.jspecify.annotations.NullMarked;

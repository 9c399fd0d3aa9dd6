/** The Kafka Streams application around the ledger: it reads, writes, commits and keeps time. */
@NullMarked
package dev.crayfleet.dispatcher.kafka;

import org.jspecify.annotations.NullMarked;

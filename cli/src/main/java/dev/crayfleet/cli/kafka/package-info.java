/** The command line's own ways to and from Kafka. */
@NullMarked
package dev.crayfleet.cli.kafka;

import org.jspecify.annotations.NullMarked;

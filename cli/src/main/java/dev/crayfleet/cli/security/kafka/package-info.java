/** What an audit asks of Kafka. */
@NullMarked
package dev.crayfleet.cli.security.kafka;

import org.jspecify.annotations.NullMarked;

/** How Kafka's clients log in: plain settings of theirs from a file or the environment. */
@NullMarked
package dev.crayfleet.kafka.client;

import org.jspecify.annotations.NullMarked;

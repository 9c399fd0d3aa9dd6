/** A real Kafka broker and controller inside this JVM. */
@NullMarked
package dev.crayfleet.broker;

import org.jspecify.annotations.NullMarked;

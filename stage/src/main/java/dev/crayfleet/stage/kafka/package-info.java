/** How every stage reaches Kafka: its settings, its injected producers, its line in health. */
@NullMarked
package dev.crayfleet.stage.kafka;

import org.jspecify.annotations.NullMarked;

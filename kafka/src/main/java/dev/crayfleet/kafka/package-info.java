/**
 * Kafka as every stage uses it: client settings, topic creation, the writers of tasks, dead letters
 * and files; and how long to wait and to try.
 */
@NullMarked
package dev.crayfleet.kafka;

import org.jspecify.annotations.NullMarked;

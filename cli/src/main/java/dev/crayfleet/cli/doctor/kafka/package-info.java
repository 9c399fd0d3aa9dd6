/** What can be wrong in Kafka, seen from outside by an admin client. */
@NullMarked
package dev.crayfleet.cli.doctor.kafka;

import org.jspecify.annotations.NullMarked;

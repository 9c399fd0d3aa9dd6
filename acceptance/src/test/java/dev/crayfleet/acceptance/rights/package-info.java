/** Who may what in a Kafka that checks it: tried with real services and real clients. */
@NullMarked
package dev.crayfleet.acceptance.rights;

import org.jspecify.annotations.NullMarked;

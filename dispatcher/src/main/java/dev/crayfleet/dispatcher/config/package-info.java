/** The dispatcher's settings, all under {@code crayfleet.dispatcher}, grouped by who needs them. */
@NullMarked
package dev.crayfleet.dispatcher.config;

import org.jspecify.annotations.NullMarked;

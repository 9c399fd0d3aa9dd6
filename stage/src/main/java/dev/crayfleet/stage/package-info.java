/** The skin that every stage wears: how it is configured, started, watched and stopped. */
@NullMarked
package dev.crayfleet.stage;

import org.jspecify.annotations.NullMarked;

/** A fleet in sentences: what it is, and what a change of it changes. */
@NullMarked
package dev.crayfleet.fleet.words;

import org.jspecify.annotations.NullMarked;

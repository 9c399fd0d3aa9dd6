/** Doing things at Discord: once, in the end, whatever happens in between. */
@NullMarked
package dev.crayfleet.poster.discord;

import org.jspecify.annotations.NullMarked;

/** Performs actions at Discord: each is retried until it is done, and done only once. */
@NullMarked
package dev.crayfleet.poster.discord;

import org.jspecify.annotations.NullMarked;

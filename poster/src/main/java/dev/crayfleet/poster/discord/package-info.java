/** Delivery to Discord: each action is retried until it is done, and done once. */
@NullMarked
package dev.crayfleet.poster.discord;

import org.jspecify.annotations.NullMarked;

/** Deleting the messages of a channel. */
@NullMarked
package dev.crayfleet.discord.purge;

import org.jspecify.annotations.NullMarked;

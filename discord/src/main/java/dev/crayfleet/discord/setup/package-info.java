/** What setting up needs of Discord: servers, channels, the bot's invitation, trials. */
@NullMarked
package dev.crayfleet.discord.setup;

import org.jspecify.annotations.NullMarked;

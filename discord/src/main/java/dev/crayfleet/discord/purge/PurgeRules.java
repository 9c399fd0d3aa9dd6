package dev.crayfleet.discord.purge;

import java.time.Instant;
import java.util.Optional;

/**
 * Which messages of a channel are meant.
 *
 * @param pinnedToo whether also those that somebody has pinned
 * @param until only those that were posted before then
 * @param max how many at most, the newest; what is older is left for the next purge
 */
public record PurgeRules(boolean pinnedToo, Optional<Instant> until, int max) {}

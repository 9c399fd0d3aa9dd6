package dev.crayfleet.discord.purge;

import java.util.Optional;

/**
 * What was deleted in one channel.
 *
 * @param deleted messages
 * @param gone those that somebody else had deleted meanwhile
 * @param left those that are still there
 * @param failure why, in words without a full stop; empty if none is left
 */
public record PurgeReport(int deleted, int gone, int left, Optional<String> failure) {}

package dev.crayfleet.emulator;

/**
 * The one guild.
 *
 * @param botRoleId the role that all bots have
 */
record Guild(long id, long botRoleId, String name) {}

package dev.crayfleet.emulator;

/**
 * A guild, of which everybody is a member. There is one, unless a configuration asks for others.
 *
 * @param botRoleId the role that all bots have
 */
record Guild(long id, long botRoleId, String name) {}

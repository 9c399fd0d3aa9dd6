package dev.crayfleet.emulator;

/**
 * Posts into one channel without an account.
 *
 * @param creator the account that made it
 */
record Webhook(long id, long channelId, long creator, String name, String token) {}

package dev.crayfleet.agents.safety;

/**
 * One way in which a secret may be written.
 *
 * @param mask stands in its place
 */
record SecretForm(byte[] bytes, byte[] mask) {}

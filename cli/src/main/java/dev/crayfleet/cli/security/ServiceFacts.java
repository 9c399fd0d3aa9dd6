package dev.crayfleet.cli.security;

/**
 * How a service answers over HTTP.
 *
 * @param isOpen whether it answers who shows no token
 * @param isBeyondLoopback whether other machines reach it
 */
record ServiceFacts(String name, String url, boolean isOpen, boolean isBeyondLoopback) {
    boolean isEncrypted() {
        return url.startsWith("https:");
    }
}

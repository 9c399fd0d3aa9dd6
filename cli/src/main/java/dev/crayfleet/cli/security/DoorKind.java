package dev.crayfleet.cli.security;

import java.util.Locale;

/** Which doors there are. Their names are for scripts, and stay. */
public enum DoorKind {
    NO_FLEET_FILE,
    STRANGERS_IN_FULL_MODE,
    STRANGERS_WITH_POWER,
    SECRETS_ALLOWED,
    SELF_APPROVAL,
    EVERYONE_ROLE_IS_NOBODY,
    NO_SIGNING_KEYS,
    UNSIGNED_TAKEN,
    SIGNING_KEYS_AT_RUNNER,
    ANY_BOT,
    FILE_READABLE,
    FILE_OF_AGENTS,
    HTTP_WITHOUT_TOKEN,
    HTTP_BEYOND_LOOPBACK,
    TOKEN_WITHOUT_EXPIRY,
    TOKEN_EXPIRED,
    TOKEN_WITHOUT_ROLE,
    KAFKA_ANONYMOUS,
    KAFKA_WITHOUT_RIGHTS,
    KAFKA_OPEN_LISTENER,
    KAFKA_ALLOWS_EVERYONE,
    KAFKA_RIGHTS_BEYOND,
    KAFKA_OUTSIDER,
    AGENTS_ARE_THE_RUNNER,
    KEYS_WITH_AGENTS,
    NO_LIMITS;

    /** {@code no-fleet-file}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

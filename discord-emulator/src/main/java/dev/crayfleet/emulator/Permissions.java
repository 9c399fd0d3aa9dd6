package dev.crayfleet.emulator;

/** What accounts may do in the guild, as Discord's permission bits. */
final class Permissions {
    /**
     * View, send (also in threads), embed, attach, history, react, mention everyone, external
     * emojis, commands, public threads.
     */
    static final long EVERYBODY = bits(6, 10, 11, 14, 15, 16, 17, 18, 31, 35, 38);

    /** Bots may also manage channels, messages, webhooks and threads. */
    static final long BOTS = EVERYBODY | bits(4, 13, 29, 34);

    private Permissions() {}

    private static long bits(int... positions) {
        long bits = 0;
        for (int position : positions) {
            bits |= 1L << position;
        }
        return bits;
    }

    static String of(Account account) {
        return Long.toString(account.bot() ? BOTS : EVERYBODY);
    }

    /**
     * @throws ApiError if the account may not manage channels and messages: only bots may
     */
    static void checkMayManage(Account account) {
        if (!account.bot()) {
            throw ApiError.of(403, 50013, "Missing Permissions");
        }
    }
}

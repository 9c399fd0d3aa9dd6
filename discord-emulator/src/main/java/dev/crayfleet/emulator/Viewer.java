package dev.crayfleet.emulator;

import java.util.List;

/**
 * For whom something is rendered: a bot without the Message Content intent gets most messages
 * without their content.
 *
 * @param hasContentIntent whether it may read messages that do not concern it; true for people
 */
record Viewer(long accountId, boolean hasContentIntent) {
    /** Nobody's account, and sees everything. */
    static final Viewer ANONYMOUS = new Viewer(0, true);

    static Viewer of(Account account) {
        return new Viewer(account.id(), true);
    }

    boolean canRead(StoredMessage message) {
        List<Long> mentioned = message.body().mentions().accounts();
        MessageAuthor author = message.author();
        return hasContentIntent
                || author.id() == accountId
                || mentioned.contains(accountId)
                || (author.application() != null && author.application() == accountId);
    }
}

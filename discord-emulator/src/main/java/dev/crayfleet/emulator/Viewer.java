package dev.crayfleet.emulator;

import java.util.List;

/**
 * Through whose eyes something is rendered: a bot does not read what it has no intent for.
 *
 * @param content whether it may read messages that do not concern it
 */
record Viewer(long accountId, boolean content) {
    boolean reads(StoredMessage message) {
        List<Long> mentioned = message.mentions().accounts();
        return content
                || message.authorId() == accountId
                || mentioned.contains(accountId)
                || (message.application() != null && message.application() == accountId);
    }
}

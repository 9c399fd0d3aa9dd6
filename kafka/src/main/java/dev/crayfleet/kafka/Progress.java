package dev.crayfleet.kafka;

/** Hears how far something long is; called often, and so cheap. */
public interface Progress {
    /** For who does not care. */
    Progress NONE = (done, total) -> {};

    /**
     * @param done from 0 to {@code total}
     * @param total below 0 where nobody knows it
     */
    void at(long done, long total);
}

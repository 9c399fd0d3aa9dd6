package dev.crayfleet.contract;

/** Which Crayfleet this is. */
public final class Release {
    /** As the build's files have it. */
    public static final String VERSION = "0.1.0";

    private Release() {}
}

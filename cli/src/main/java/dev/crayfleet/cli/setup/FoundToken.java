package dev.crayfleet.cli.setup;

/**
 * A bot's token that lies somewhere.
 *
 * @param value which is never shown
 * @param where it is, as in {@code the token that … has}
 * @param isOpenClaws whether OpenClaw itself logs in with it, so that Crayfleet better has another
 */
public record FoundToken(String value, String where, boolean isOpenClaws) {
    /** One that is Crayfleet's own. */
    FoundToken(String value, String where) {
        this(value, where, false);
    }

    /** Without the token, so that nothing ever shows it. */
    @Override
    public String toString() {
        return "FoundToken[where=" + where + "]";
    }
}

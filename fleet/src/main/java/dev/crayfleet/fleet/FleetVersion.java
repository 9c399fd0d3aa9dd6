package dev.crayfleet.fleet;

/**
 * Which file decides.
 *
 * @param number rises with each file that a fleet is given, from 1; 0 for a file that no fleet has
 *     been given
 * @param sha256 of the file in its canonical form, 64 hexadecimal digits, so that comments, the
 *     order of roles and the like make no difference; empty where there is no file
 */
public record FleetVersion(long number, String sha256) {
    public static final FleetVersion NONE = new FleetVersion(0, "");

    private static final int SHOWN_DIGITS = 8;

    /**
     * @throws IllegalArgumentException if the number is negative
     */
    public FleetVersion {
        if (number < 0) {
            throw new IllegalArgumentException("version %d is negative".formatted(number));
        }
    }

    /** For people: {@code 3 (1f2e3d4c)}. */
    @Override
    public String toString() {
        String digits = sha256.substring(0, Math.min(SHOWN_DIGITS, sha256.length()));
        return number == 0 ? digits : "%d (%s)".formatted(number, digits);
    }
}

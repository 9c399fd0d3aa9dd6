package dev.crayfleet.trial.measure;

/** Rounds measured values; further digits would be noise. */
public final class Rounding {
    private Rounding() {}

    public static double to3(double value) {
        return Math.round(value * 1e3) / 1e3;
    }

    public static double to1(double value) {
        return Math.round(value * 10) / 10.0;
    }
}

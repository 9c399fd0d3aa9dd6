package dev.crayfleet.trial.bench;

/** More digits than these are noise. */
final class Round {
    private Round() {}

    static double to3(double value) {
        return Math.round(value * 1e3) / 1e3;
    }

    static double to1(double value) {
        return Math.round(value * 10) / 10.0;
    }
}

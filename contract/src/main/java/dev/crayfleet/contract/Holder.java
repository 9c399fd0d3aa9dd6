package dev.crayfleet.contract;

/**
 * A runner's incarnation, as the holder of claims.
 *
 * @param runner its name
 * @param incarnation which start of it
 */
public record Holder(RunnerId runner, Incarnation incarnation) {
    @Override
    public String toString() {
        return runner + "/" + incarnation;
    }
}

package dev.crayfleet.contract;

/**
 * The one life of a runner that holds a claim.
 *
 * @param runner the name people see
 * @param incarnation the life
 */
public record Holder(RunnerId runner, Incarnation incarnation) {
    @Override
    public String toString() {
        return runner + "/" + incarnation;
    }
}

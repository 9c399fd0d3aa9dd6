package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.Pool;

/** What names of models mean to who works for an agent; without side effects. */
@FunctionalInterface
public interface ModelNames {
    /** Where nobody has said: any name may mean any model. */
    ModelNames UNKNOWN = (agent, one, other) -> true;

    /** Where each name is a model of its own, in any letter case. */
    ModelNames LITERAL = (agent, one, other) -> one.equalsIgnoreCase(other);

    /**
     * Whether two names may mean the same model, as far as is known: an alias, another letter case,
     * or what OpenClaw takes for the same.
     */
    boolean maySame(Pool agent, String one, String other);

    /** Whether somebody has said for certain that they do. */
    default boolean areSame(Pool agent, String one, String other) {
        return one.equalsIgnoreCase(other);
    }
}

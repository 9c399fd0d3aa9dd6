package dev.crayfleet.runner.config;

/** How agents come to the keys of models. */
public enum KeyHandling {
    /** They are given the keys. */
    DIRECT,
    /** The keys stay with the runner, and agents ask models through a proxy of its. */
    PROXY
}

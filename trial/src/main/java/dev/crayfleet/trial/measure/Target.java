package dev.crayfleet.trial.measure;

/** What is wanted, and what was measured. */
public record Target(String what, String target, String measured, boolean reached) {}

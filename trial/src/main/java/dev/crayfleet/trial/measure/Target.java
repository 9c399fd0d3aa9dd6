package dev.crayfleet.trial.measure;

/** A performance target, what was measured, and whether that reaches it. */
public record Target(String what, String target, String measured, boolean reached) {}

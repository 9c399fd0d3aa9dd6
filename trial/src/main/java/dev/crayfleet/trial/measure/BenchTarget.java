package dev.crayfleet.trial.measure;

/** A performance target, what was measured, and whether that reaches it. */
public record BenchTarget(String what, String target, String measured, boolean reached) {}

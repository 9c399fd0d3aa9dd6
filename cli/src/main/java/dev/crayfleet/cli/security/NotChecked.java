package dev.crayfleet.cli.security;

/**
 * Something that could not be looked at.
 *
 * @param why as the end of a sentence
 */
public record NotChecked(String what, String why) {}

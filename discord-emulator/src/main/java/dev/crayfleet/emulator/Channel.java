package dev.crayfleet.emulator;

/** A text channel of the one guild. */
record Channel(long id, String name, int position, String topic) {}

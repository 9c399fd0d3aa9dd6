package dev.crayfleet.emulator;

/** An attachment without its bytes, which {@link FileStore} keeps. */
record StoredFile(long id, String name, String contentType, String description, long size) {}

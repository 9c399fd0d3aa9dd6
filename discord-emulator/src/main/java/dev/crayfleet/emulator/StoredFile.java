package dev.crayfleet.emulator;

/**
 * An attachment without its bytes, which {@link AttachmentStore} keeps.
 *
 * @param size in bytes
 */
record StoredFile(long id, String name, String contentType, String description, long size) {}

package dev.crayfleet.emulator;

/**
 * A file of a multipart request.
 *
 * @param part the name of its part, {@code files[0]} for example
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one request, shared with nobody
record Upload(String part, String name, String contentType, byte[] bytes) {}

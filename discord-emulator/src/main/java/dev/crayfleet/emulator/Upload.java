package dev.crayfleet.emulator;

/**
 * A file of a multipart request.
 *
 * @param partName {@code files[0]} for example
 */
@SuppressWarnings("ArrayRecordComponent") // used within one request only
record Upload(String partName, String fileName, String contentType, byte[] bytes) {}

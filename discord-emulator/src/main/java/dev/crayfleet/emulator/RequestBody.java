package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * @param json an empty object if the request has no body
 * @param uploads the files of a multipart body
 */
record RequestBody(JsonNode json, List<Upload> uploads) {
    RequestBody {
        uploads = List.copyOf(uploads);
    }
}

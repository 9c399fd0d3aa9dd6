package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a REST request.
 *
 * @param body null for an empty one
 */
record ApiResponse(int status, @Nullable JsonNode body) {
    static final ApiResponse NO_CONTENT = new ApiResponse(204, null);

    static ApiResponse of(JsonNode body) {
        return new ApiResponse(200, body);
    }

    static ApiResponse of(ApiError error) {
        return new ApiResponse(error.status(), error.body());
    }
}

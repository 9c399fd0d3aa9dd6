package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer that is an error, in Discord's words. */
@SuppressWarnings("serial")
final class ApiError extends RuntimeException {
    private final int status;
    private final ObjectNode body;

    private ApiError(int status, ObjectNode body) {
        super(status + " " + body, null, false, false);
        this.status = status;
        this.body = body;
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        return body;
    }

    static ApiError of(int status, int code, String message) {
        return new ApiError(status, JsonTrees.object().put("message", message).put("code", code));
    }

    static ApiError notFound() {
        return of(404, 0, "404: Not Found");
    }

    static ApiError wrongMethod() {
        return of(405, 0, "405: Method Not Allowed");
    }

    static ApiError unauthorized() {
        return of(401, 0, "401: Unauthorized");
    }

    static ApiError unknownMessage() {
        return of(404, 10008, "Unknown Message");
    }

    static ApiError unknownChannel() {
        return of(404, 10003, "Unknown Channel");
    }

    static ApiError missingAccess() {
        return of(403, 50001, "Missing Access");
    }

    static ApiError tooLarge() {
        return of(413, 40005, "Request entity too large");
    }

    static ApiError server(int status) {
        return of(status, 0, status + ": Internal Server Error");
    }

    /**
     * @param field where, with dots: {@code embeds.0.title}
     */
    static ApiError form(String field, String code, String message) {
        ObjectNode body = JsonTrees.object().put("message", "Invalid Form Body").put("code", 50035);
        ObjectNode at = body.putObject("errors");
        for (String step : field.split("\\.", -1)) {
            at = at.putObject(step);
        }
        at.putArray("_errors").addObject().put("code", code).put("message", message);
        return new ApiError(400, body);
    }

    static ApiError tooLong(String field, int limit) {
        return form(field, "BASE_TYPE_MAX_LENGTH", "Must be " + limit + " or fewer in length.");
    }
}

package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A REST error with the status, code and message that Discord uses. */
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

    static ApiError emptyMessage() {
        return of(400, 50006, "Cannot send an empty message");
    }

    /** The message to reply to does not exist. */
    static ApiError unknownReply() {
        return form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
    }

    static ApiError invalidWebhookToken() {
        return of(401, 50027, "Invalid Webhook Token");
    }

    static ApiError tooLarge() {
        return of(413, 40005, "Request entity too large");
    }

    static ApiError server(int status) {
        return of(status, 0, status + ": Internal Server Error");
    }

    /**
     * A field of the request's body is wrong.
     *
     * @param field its path with dots: {@code embeds.0.title}
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

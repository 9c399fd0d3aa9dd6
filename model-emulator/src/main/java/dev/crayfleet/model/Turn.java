package dev.crayfleet.model;

import java.time.Duration;

/** What the model does with one request. */
public sealed interface Turn {
    /** Answers with text, which ends the agent's run. */
    record Says(String text) implements Turn {}

    /** Calls OpenClaw's {@code write} tool. */
    record Writes(String path, String content) implements Turn {}

    /** Calls a tool that takes a path and nothing else. */
    record CallsPathTool(String tool, String path) implements Turn {}

    /** Calls OpenClaw's {@code exec} tool. */
    record Executes(String command) implements Turn {}

    /** Does not answer; the connection is closed after ten minutes or with the model. */
    record Hangs() implements Turn {}

    /** Does nothing for a time, then does what {@code then} says. */
    record Waits(Duration time, Turn then) implements Turn {}

    /** Answers with an error status; with 429, also {@code Retry-After: 90}. */
    record Fails(int status, String message) implements Turn {}

    /** Answers 200 with an event stream that is not JSON. */
    record SendsInvalidJson() implements Turn {}

    /** Closes the connection in the middle of an answer. */
    record CutsConnection() implements Turn {}
}

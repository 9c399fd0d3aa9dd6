/**
 * Spans of tasks, for OpenTelemetry. Its SDK is seen in here only, and loaded only where it is
 * switched on.
 */
@NullMarked
package dev.crayfleet.stage.traces;

import org.jspecify.annotations.NullMarked;

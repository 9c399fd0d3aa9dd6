package dev.crayfleet.dispatcher.http;

import org.jspecify.annotations.Nullable;

/**
 * The body of a request to cancel or approve a task.
 *
 * @param requester who asks, for the history and for fair shares; anonymous if absent
 * @param sha256 of an approval: of exactly what is approved, as the task is shown with
 */
record CommandBody(@Nullable String requester, @Nullable String sha256) {}

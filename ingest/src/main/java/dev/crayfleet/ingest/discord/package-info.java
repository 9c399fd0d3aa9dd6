/** The task queue's channel: reading all of it, answering what cannot be a task. */
@NullMarked
package dev.crayfleet.ingest.discord;

import org.jspecify.annotations.NullMarked;

/** The dispatcher: keeps the ledger of all tasks, and decides which runner runs which task. */
@NullMarked
package dev.crayfleet.dispatcher;

import org.jspecify.annotations.NullMarked;

/** The one authority: the ledger, and who runs what. */
@NullMarked
package dev.crayfleet.dispatcher;

import org.jspecify.annotations.NullMarked;

/** The messages that travel, their ids, topics, codec and inline-tag grammar. */
@NullMarked
package dev.crayfleet.contract;

import org.jspecify.annotations.NullMarked;

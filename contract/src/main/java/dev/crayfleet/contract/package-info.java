/** Messages between the stages, their ids, topics, JSON codec and inline tags. */
@NullMarked
package dev.crayfleet.contract;

import org.jspecify.annotations.NullMarked;

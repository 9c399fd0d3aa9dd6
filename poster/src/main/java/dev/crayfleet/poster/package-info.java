/**
 * Posts results and events to Discord: each at least once, and once only wherever that can be
 * known.
 */
@NullMarked
package dev.crayfleet.poster;

import org.jspecify.annotations.NullMarked;

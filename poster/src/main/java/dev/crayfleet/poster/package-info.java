/** Every way out to Discord: never loses, never doubles. */
@NullMarked
package dev.crayfleet.poster;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.crayfleet.poster;

import org.jspecify.annotations.NullMarked;

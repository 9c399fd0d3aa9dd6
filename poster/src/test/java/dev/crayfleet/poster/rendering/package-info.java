@NullMarked
package dev.crayfleet.poster.rendering;

import org.jspecify.annotations.NullMarked;

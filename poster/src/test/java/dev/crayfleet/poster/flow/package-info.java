@NullMarked
package dev.crayfleet.poster.flow;

import org.jspecify.annotations.NullMarked;

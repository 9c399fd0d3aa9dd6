@NullMarked
package dev.crayfleet.poster.discord;

import org.jspecify.annotations.NullMarked;

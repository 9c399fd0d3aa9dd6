@NullMarked
package dev.crayfleet.discord;

import org.jspecify.annotations.NullMarked;

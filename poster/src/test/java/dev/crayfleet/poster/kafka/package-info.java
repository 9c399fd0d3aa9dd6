@NullMarked
package dev.crayfleet.poster.kafka;

import org.jspecify.annotations.NullMarked;

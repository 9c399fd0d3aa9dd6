/** What people do with dead letters: looking, putting back, dropping. */
@NullMarked
package dev.crayfleet.kafka.letters;

import org.jspecify.annotations.NullMarked;

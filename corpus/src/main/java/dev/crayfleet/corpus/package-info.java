/** Inputs that have done harm or could, as data files, and how they are read. */
@NullMarked
package dev.crayfleet.corpus;

import org.jspecify.annotations.NullMarked;

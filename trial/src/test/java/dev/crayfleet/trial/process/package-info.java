@NullMarked
package dev.crayfleet.trial.process;

import org.jspecify.annotations.NullMarked;

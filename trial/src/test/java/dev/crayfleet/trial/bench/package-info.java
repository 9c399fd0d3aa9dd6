@NullMarked
package dev.crayfleet.trial.bench;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.crayfleet.trial.executors;

import org.jspecify.annotations.NullMarked;

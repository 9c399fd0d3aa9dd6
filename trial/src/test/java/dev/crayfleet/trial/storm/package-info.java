@NullMarked
package dev.crayfleet.trial.storm;

import org.jspecify.annotations.NullMarked;

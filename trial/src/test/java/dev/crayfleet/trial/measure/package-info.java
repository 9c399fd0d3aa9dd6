@NullMarked
package dev.crayfleet.trial.measure;

import org.jspecify.annotations.NullMarked;

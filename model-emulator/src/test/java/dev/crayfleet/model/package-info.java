/** Tests of the model, over HTTP as agents use it. */
@NullMarked
package dev.crayfleet.model;

import org.jspecify.annotations.NullMarked;

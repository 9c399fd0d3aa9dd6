/** The built-in demo agent: arithmetic without anything installed. Pure. */
@NullMarked
package dev.crayfleet.runner.demo;

import org.jspecify.annotations.NullMarked;

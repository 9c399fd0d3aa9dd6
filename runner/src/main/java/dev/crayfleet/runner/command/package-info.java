/** Any other agent program, by a template. */
@NullMarked
package dev.crayfleet.runner.command;

import org.jspecify.annotations.NullMarked;

/** Settings of a runner: the records that Micronaut binds, and what is read from them. */
@NullMarked
package dev.crayfleet.runner.config;

import org.jspecify.annotations.NullMarked;

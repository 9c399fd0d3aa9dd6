/** The built-in demo agent: arithmetic without anything installed. Pure. */
@NullMarked
package dev.crayfleet.agents.demo;

import org.jspecify.annotations.NullMarked;

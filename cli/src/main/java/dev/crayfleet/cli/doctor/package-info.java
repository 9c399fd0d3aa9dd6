/** What can be wrong with a fleet, found from outside, with the cure for each. */
@NullMarked
package dev.crayfleet.cli.doctor;

import org.jspecify.annotations.NullMarked;

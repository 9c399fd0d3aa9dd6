/** What every stage has as an application: settings, start and stop, its guard and its errors. */
@NullMarked
package dev.crayfleet.stage;

import org.jspecify.annotations.NullMarked;

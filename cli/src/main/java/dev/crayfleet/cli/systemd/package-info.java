/** Unit files for systemd. */
@NullMarked
package dev.crayfleet.cli.systemd;

import org.jspecify.annotations.NullMarked;

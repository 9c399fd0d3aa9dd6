/** A small Discord on loopback: REST v10, gateway, and a page to type in. */
@NullMarked
package dev.crayfleet.emulator;

import org.jspecify.annotations.NullMarked;

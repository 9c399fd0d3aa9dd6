/** Tests of the emulator, with the clients it is made for. */
@NullMarked
package dev.crayfleet.emulator;

import org.jspecify.annotations.NullMarked;

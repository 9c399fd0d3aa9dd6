/** What the command has of the machine that it runs on: who runs it, and files. */
@NullMarked
package dev.crayfleet.cli.machine;

import org.jspecify.annotations.NullMarked;

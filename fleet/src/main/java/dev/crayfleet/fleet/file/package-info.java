/** Reading and writing the fleet file, whatever its text was written in. Knows no YAML. */
@NullMarked
package dev.crayfleet.fleet.file;

import org.jspecify.annotations.NullMarked;

/** Tasks before they are submitted: from the command line, or from a file with many of them. */
@NullMarked
package dev.crayfleet.cli.submission;

import org.jspecify.annotations.NullMarked;

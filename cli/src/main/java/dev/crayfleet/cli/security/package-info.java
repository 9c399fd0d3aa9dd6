/** An audit: who may what, and which doors are open. */
@NullMarked
package dev.crayfleet.cli.security;

import org.jspecify.annotations.NullMarked;

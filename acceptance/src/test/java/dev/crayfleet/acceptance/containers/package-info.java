/** What needs a container engine: {@code ./mvnw verify -Pcontainers}. */
@NullMarked
package dev.crayfleet.acceptance.containers;

import org.jspecify.annotations.NullMarked;

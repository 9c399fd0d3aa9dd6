/** The fleet file as YAML: the only place that sees a YAML library, which no service loads. */
@NullMarked
package dev.crayfleet.fleet.yaml;

import org.jspecify.annotations.NullMarked;

/** How the promises are proved: storms over real processes, and benchmarks. */
@NullMarked
package dev.crayfleet.trial;

import org.jspecify.annotations.NullMarked;

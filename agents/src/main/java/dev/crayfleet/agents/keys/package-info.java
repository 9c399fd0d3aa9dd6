/** Model keys stay home: a proxy on loopback that puts the key in place of an attempt's token. */
@NullMarked
package dev.crayfleet.agents.keys;

import org.jspecify.annotations.NullMarked;

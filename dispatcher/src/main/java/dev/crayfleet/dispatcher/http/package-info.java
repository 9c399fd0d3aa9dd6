/** What people and programs ask a dispatcher over HTTP. */
@NullMarked
package dev.crayfleet.dispatcher.http;

import org.jspecify.annotations.NullMarked;

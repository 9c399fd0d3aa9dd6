/** How ingest and poster reach Discord: settings, login, staying logged in. */
@NullMarked
package dev.crayfleet.discord;

import org.jspecify.annotations.NullMarked;

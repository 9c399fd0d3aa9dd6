/** Access of ingest and poster to Discord: settings, login, requests, health. */
@NullMarked
package dev.crayfleet.discord;

import org.jspecify.annotations.NullMarked;

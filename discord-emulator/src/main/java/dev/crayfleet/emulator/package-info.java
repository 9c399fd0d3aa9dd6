/**
 * A small Discord on loopback: REST v10, gateway, and a page to type in.
 *
 * <p>{@code RequestGate} hands a request to {@code Rest}, {@code Gateway} or {@code Page}. All
 * three work on one {@code EmulatorState}, which changes only by {@code StateChange}s: first
 * journaled, then applied, then told to the gateway's sessions, all under one lock. That is why
 * nobody hears of a message that cannot be fetched, and nothing acknowledged is forgotten.
 */
@NullMarked
package dev.crayfleet.emulator;

import org.jspecify.annotations.NullMarked;

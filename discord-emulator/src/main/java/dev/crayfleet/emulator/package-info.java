/**
 * A small Discord on loopback: REST v10, gateway, and a page.
 *
 * <p>{@code RequestGate} passes a request to {@code RestHandler}, {@code Gateway}, {@code
 * AttachmentHandler} or {@code PageHandler}. All work on one {@code EmulatorState}, which changes
 * only by {@code StateChange}s. Each is first written to the {@code StateJournal}, then applied,
 * then published to the gateway's sessions, all under one lock. So a client that receives a message
 * can fetch it, and a message that was acknowledged is not lost.
 *
 * <p>{@code …Routes} handle REST requests, {@code …Store}s change the state and publish it, {@code
 * …Renderer}s write the state as Discord's JSON. {@code FaultPlan} holds what {@code Faults} makes
 * go wrong.
 */
@NullMarked
package dev.crayfleet.emulator;

import org.jspecify.annotations.NullMarked;

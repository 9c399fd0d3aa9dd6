package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** Faults as other processes switch them on over HTTP. */
final class FaultCommand {
    private FaultCommand() {}

    /**
     * @param command names the {@code fault} as {@link Faults} does, and has what it needs: {@code
     *     route}, {@code times}, {@code status}, {@code code}, {@code message}, {@code millis},
     *     {@code on}, {@code id}
     * @throws IllegalArgumentException if there is no such fault or a value is out of range
     * @throws IllegalStateException if too many faults are planned already
     */
    static void apply(JsonNode command, Faults faults) {
        Faults scoped =
                command.hasNonNull("route") ? faults.on(command.path("route").asText()) : faults;
        int times = command.path("times").asInt(1);
        int status = command.path("status").asInt(503);
        Duration time = Duration.ofMillis(command.path("millis").asLong(1_000));
        boolean isOn = command.path("on").asBoolean(true);
        String id = command.path("id").asText("");
        String name = command.path("fault").asText("");
        switch (name) {
            case "rateLimited" -> scoped.rateLimited(time, times);
            case "slow" -> scoped.slow(time, times);
            case "serverError" -> scoped.serverError(status, times);
            case "refused" ->
                    scoped.refused(
                            status,
                            command.path("code").asInt(),
                            command.path("message").asText("Refused"),
                            times);
            case "unauthorized" -> scoped.unauthorized(times);
            case "responseLost" -> scoped.responseLost(times);
            case "errorAfterWrite" -> scoped.errorAfterWrite(status, times);
            case "unknownMessage" -> faults.unknownMessage(id);
            case "missingAccess" -> faults.missingAccess(id);
            case "gatewayDropped" -> faults.gatewayDropped();
            case "gatewayReset" -> faults.gatewayReset();
            case "gatewayRefused" -> faults.gatewayRefused(isOn);
            case "contentIntentRefused" -> faults.contentIntentRefused(isOn);
            case "uninvited" -> faults.uninvited(isOn);
            default -> throw new IllegalArgumentException("There is no fault named '" + name + "'");
        }
    }
}

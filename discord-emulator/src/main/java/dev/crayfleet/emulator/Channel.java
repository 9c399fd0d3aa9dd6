package dev.crayfleet.emulator;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A text channel.
 *
 * @param guildId 0 in journals of older builds, which had one guild: it is in the first
 */
record Channel(
        long id,
        String name,
        int position,
        String topic,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long guildId) {}

package dev.crayfleet.ingest.discord;

import com.fasterxml.jackson.databind.JsonNode;
import net.dv8tion.jda.api.JDA;

/**
 * One message of the task queue, and the login that received it.
 *
 * @param id snowflake
 * @param json as Discord sends it
 */
record DiscordMessage(JDA jda, long id, JsonNode json) {}

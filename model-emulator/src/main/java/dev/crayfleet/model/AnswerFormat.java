package dev.crayfleet.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How an API writes what a model answers, whole or as server-sent events. */
interface AnswerFormat {
    byte[] text(boolean stream, String text) throws JsonProcessingException;

    byte[] toolCall(boolean stream, String tool, ObjectNode arguments)
            throws JsonProcessingException;

    byte[] error(String message) throws JsonProcessingException;
}

package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What an edit can change of a message. */
record MessageBody(
        String content,
        long flags,
        Mentions mentions,
        JsonNode embeds,
        JsonNode components,
        List<StoredFile> files) {

    MessageBody {
        files = List.copyOf(files);
    }

    /** Who is pinged: accounts by id, and whether everyone. */
    record Mentions(List<Long> accounts, boolean everyone) {
        Mentions {
            accounts = List.copyOf(accounts);
        }
    }

    boolean hasNothingToShow() {
        return content.isEmpty() && embeds.isEmpty() && components.isEmpty() && files.isEmpty();
    }
}

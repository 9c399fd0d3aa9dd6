package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Stores what a message's form uploads, and deletes the files of deleted messages. */
final class MessageFiles {
    private static final Pattern NOT_IN_FILE_NAMES = Pattern.compile("[\\p{Cntrl}/\\\\]");

    private final EmulatorState state;
    private final AttachmentStore attachments;

    MessageFiles(EmulatorState state, AttachmentStore attachments) {
        this.state = state;
        this.attachments = attachments;
    }

    /**
     * @throws UncheckedIOException if a file cannot be written
     */
    List<StoredFile> store(MessageForm form) {
        List<StoredFile> stored = new ArrayList<>();
        for (Upload upload : form.uploads()) {
            StoredFile file = describe(upload, form);
            try {
                attachments.put(file.id(), upload.bytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            stored.add(file);
        }
        return stored;
    }

    /** The files a message has after an edit: those that the form keeps, then its uploads. */
    List<StoredFile> storeEdited(List<StoredFile> files, MessageForm form) {
        List<StoredFile> kept = new ArrayList<>(files);
        if (form.has("attachments")) {
            Set<String> keptIds = new LinkedHashSet<>();
            form.attachments().forEach(node -> keptIds.add(node.path("id").asText()));
            kept.removeIf(file -> !keptIds.contains(Long.toString(file.id())));
        }
        kept.addAll(store(form));
        return kept;
    }

    /**
     * The form may give a part another name and a description, by the number in the part's name.
     */
    private StoredFile describe(Upload upload, MessageForm form) {
        String partNumber = upload.partName().replaceAll("\\D", "");
        String name = upload.fileName();
        String description = "";
        for (JsonNode attachment : form.attachments()) {
            if (attachment.path("id").asText().equals(partNumber)) {
                name = attachment.path("filename").asText(name);
                description = attachment.path("description").asText("");
            }
        }
        name = NOT_IN_FILE_NAMES.matcher(name).replaceAll("_");
        return new StoredFile(
                state.nextId(),
                name.isBlank() ? "unknown" : name,
                contentType(name, upload),
                description,
                upload.bytes().length);
    }

    private static String contentType(String name, Upload upload) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        String guess = URLConnection.guessContentTypeFromName(lowerCase);
        if (guess != null && !guess.equals("content/unknown")) {
            return guess.startsWith("text/") ? guess + "; charset=utf-8" : guess;
        }
        if (lowerCase.endsWith(".md") || lowerCase.endsWith(".log")) {
            return "text/plain; charset=utf-8";
        }
        return upload.contentType();
    }

    /**
     * @throws UncheckedIOException if a file cannot be deleted
     */
    void delete(StoredMessage message) {
        for (StoredFile file : message.body().files()) {
            try {
                attachments.delete(file.id());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

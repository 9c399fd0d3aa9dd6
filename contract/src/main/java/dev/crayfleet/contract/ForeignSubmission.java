package dev.crayfleet.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads tasks written by other programs: plain text with inline tags, or a JSON object in which
 * only {@code prompt} is required. In JSON the prompt is taken unchanged, without a search for
 * tags. A field that is not known is refused with the name that may be meant.
 */
public final class ForeignSubmission {
    /** All fields that it may have. */
    private static final List<String> FIELDS =
            Stream.concat(
                            Stream.of("prompt", "id", "pool", "agent", "worker", "needs"),
                            Stream.concat(
                                    KnownFields.of(TaskOptions.class).stream(),
                                    Stream.of("requester", "files")))
                    .toList();

    /** Kinds of requesters that are given by services, and by nobody else. */
    private static final Set<String> SEEN_BY_SERVICES =
            Set.of("discord", "token", "kafka", "agent");

    private ForeignSubmission() {}

    /** Values for what a submission does not say. */
    public record Defaults(TaskId id, Origin origin, Requester requester, Instant at) {
        static Defaults of(RecordPosition position) {
            return new Defaults(
                    TaskId.ofRecord(position.partition(), position.offset()),
                    new Origin.Kafka(position.partition(), position.offset()),
                    Requester.UNKNOWN,
                    position.timestamp());
        }
    }

    /**
     * A submission whose prompt may be longer than a message carries.
     *
     * @param task with the full prompt, or with its beginning
     * @param longPrompt the full prompt, if it must be stored in a file first; else null
     * @param needs the capability that its agent is to have, in lower case; null where the task
     *     says which agent
     */
    public record Submission(
            TaskSubmitted task, @Nullable String longPrompt, @Nullable String needs) {}

    /** Who writes to Kafka chooses the lane, so the agent is chosen by then. */
    private static final String NOT_ROUTED =
            "a capability is looked for where a task comes in over HTTP or in Discord; a record names the agent: \"pool\", or [agent:…]";

    static TaskMessage ofText(String text, RecordPosition position) {
        Defaults defaults = Defaults.of(position);
        return switch (InlineTags.parse(text)) {
            case InlineTags.Parsed.Refused refused ->
                    throw new IllegalArgumentException(refused.reason());
            case InlineTags.Parsed.Text parsed -> {
                if (parsed.needs() != null) {
                    throw new IllegalArgumentException(NOT_ROUTED);
                }
                yield new TaskSubmitted(
                        defaults.id(),
                        parsed.pool(),
                        Prompt.of(parsed.prompt()),
                        parsed.options(),
                        List.of(),
                        defaults.origin(),
                        defaults.requester(),
                        defaults.at(),
                        null);
            }
        };
    }

    static TaskMessage ofJson(ObjectNode object, ObjectMapper json, RecordPosition position)
            throws JsonProcessingException {
        if (object.hasNonNull("needs")) {
            throw new IllegalArgumentException(NOT_ROUTED);
        }
        return ofJson(object, json, Defaults.of(position));
    }

    private static @Nullable String needs(ObjectNode object) {
        String needs = text(object, "needs");
        if (needs.isEmpty()) {
            return null;
        }
        if (!text(object, "pool", "agent", "worker").isEmpty()) {
            throw new IllegalArgumentException(
                    "fields \"needs\" and \"pool\" are both given; keep one of them: the agent, or what it can do");
        }
        return InlineTags.needs(needs);
    }

    private static TaskSubmitted ofJson(ObjectNode object, ObjectMapper json, Defaults defaults)
            throws JsonProcessingException {
        // The type is null here, and all versions are alike.
        object.remove(List.of("type", "version"));
        KnownFields.check(object, FIELDS);
        String id = text(object, "id");
        String pool = text(object, "pool", "agent", "worker");
        return new TaskSubmitted(
                id.isEmpty() ? defaults.id() : TaskId.ofSender(id),
                pool.isEmpty() ? Pool.DEFAULT : new Pool(pool),
                prompt(object, json),
                json.treeToValue(object, TaskOptions.class),
                files(object, json),
                defaults.origin(),
                requester(object, json, defaults),
                defaults.at(),
                null);
    }

    static Submission ofLongJson(ObjectNode object, ObjectMapper json, Defaults defaults)
            throws JsonProcessingException {
        String needs = needs(object);
        JsonNode prompt = object.path("prompt");
        String fullPrompt = prompt.isTextual() ? Texts.checked(prompt.textValue()).strip() : "";
        if (Prompt.fitsInline(fullPrompt)) {
            return new Submission(ofJson(object, json, defaults), null, needs);
        }
        object.put(
                "prompt",
                Limits.cut(Prompt.requireVisible(fullPrompt), Limits.PROMPT_EXCERPT_CHARS));
        return new Submission(ofJson(object, json, defaults), fullPrompt, needs);
    }

    private static List<FileRef> files(ObjectNode object, ObjectMapper json)
            throws JsonProcessingException {
        JsonNode node = object.path("files");
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw new IllegalArgumentException("field \"files\" must be a list");
        }
        List<FileRef> files = new ArrayList<>();
        for (JsonNode each : node) {
            files.add(read(object("files", each), FileRef.class, json).verified());
        }
        return files;
    }

    private static ObjectNode object(String field, JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("field \"%s\" must hold objects".formatted(field));
    }

    private static <T> T read(ObjectNode object, Class<T> type, ObjectMapper json)
            throws JsonProcessingException {
        RequiredFields.check(type, object);
        return json.treeToValue(object, type);
    }

    private static Prompt prompt(ObjectNode object, ObjectMapper json)
            throws JsonProcessingException {
        JsonNode node = object.path("prompt");
        if (node instanceof ObjectNode withFile) {
            return promptObject(withFile, json);
        }
        if (!node.isTextual()) {
            throw new IllegalArgumentException(
                    node.isMissingNode()
                            ? "field \"prompt\" is missing: there is nothing to do"
                            : "field \"prompt\" must be a text");
        }
        return Prompt.of(Texts.checked(node.textValue()).strip());
    }

    private static Prompt promptObject(ObjectNode object, ObjectMapper json)
            throws JsonProcessingException {
        checkText(object);
        Prompt prompt = read(object, Prompt.class, json);
        return prompt.file() == null ? prompt : new Prompt(prompt.text(), prompt.file().verified());
    }

    /**
     * Checks the text of a prompt object by {@link Texts}: the JSON may be valid, and an escape in
     * it still be no text.
     */
    static void checkText(ObjectNode prompt) {
        JsonNode text = prompt.path("text");
        if (text.isTextual()) {
            prompt.put("text", Prompt.requireVisible(Texts.checked(text.textValue())));
        }
    }

    private static Requester requester(ObjectNode object, ObjectMapper json, Defaults defaults)
            throws JsonProcessingException {
        JsonNode node = object.path("requester");
        if (node.isTextual() && !node.textValue().isBlank()) {
            return stated(new Requester(node.textValue(), node.textValue()), defaults);
        }
        return node.isObject()
                ? stated(json.treeToValue(node, Requester.class), defaults)
                : defaults.requester();
    }

    /** Anybody may give a name, but nobody that of somebody whom a service has to have seen. */
    private static Requester stated(Requester requester, Defaults defaults) {
        String id = requester.id();
        String kind = id.substring(0, Math.max(0, id.indexOf(':'))).strip();
        if (SEEN_BY_SERVICES.contains(kind.toLowerCase(Locale.ROOT))
                && !id.equals(defaults.requester().id())) {
            throw new IllegalArgumentException(
                    "requester \"%s\" cannot be asked for: ids with \"%s:\" are given by the service that has seen who asks. Leave the requester out, or give a name without it"
                            .formatted(id, kind));
        }
        return requester.withoutRoles();
    }

    /** The first of these fields that is not blank, empty if none is; numbers count as texts. */
    private static String text(ObjectNode object, String... names) {
        for (String name : names) {
            JsonNode node = object.path(name);
            if (node.isContainerNode()) {
                throw new IllegalArgumentException("field \"%s\" must be a text".formatted(name));
            }
            if (!node.asText("").isBlank()) {
                return node.asText();
            }
        }
        return "";
    }
}

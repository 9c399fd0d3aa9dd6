package dev.crayfleet.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON of the messages: {@code {"type": …, "version": 1, …}}. Unknown fields are tolerated, so that
 * a newer stage may speak to an older one; an unknown type or a newer version is not, because it
 * could mean anything. Safe for use by many threads.
 */
public final class Codec {
    /** Of every message. Raised only by a change that an older reader would misunderstand. */
    public static final int VERSION = 1;

    /** How the JSON of each type begins; every message has a field of its own to follow. */
    private static final ClassValue<byte[]> HEADS =
            new ClassValue<>() {
                @Override
                protected byte[] computeValue(Class<?> type) {
                    return "{\"type\":\"%s\",\"version\":%d,"
                            .formatted(type.getSimpleName(), VERSION)
                            .getBytes(StandardCharsets.UTF_8);
                }
            };

    private final ObjectMapper json = Json.mapper();
    private final Map<String, Class<? extends TaskMessage>> tasks = family(TaskMessage.class);
    private final Map<String, Class<? extends RunMessage>> runs = family(RunMessage.class);
    private final Map<String, Class<? extends ClaimMessage>> claims = family(ClaimMessage.class);
    private final Map<String, Class<? extends TaskEvent>> events = family(TaskEvent.class);
    private final Map<String, Class<? extends TaskResult>> results =
            Map.of(TaskResult.class.getSimpleName(), TaskResult.class);

    public byte[] encode(TaskMessage message) {
        return write(message);
    }

    public byte[] encode(RunMessage message) {
        return write(message);
    }

    public byte[] encode(ClaimMessage message) {
        return write(message);
    }

    public byte[] encode(TaskEvent message) {
        return write(message);
    }

    public byte[] encode(TaskResult message) {
        return write(message);
    }

    /**
     * A record of the tasks topic: ours, or a foreign producer's submission, which is plain text
     * with inline tags, or a JSON object without {@code type}. Texts are held to the rule of {@link
     * Texts}.
     *
     * @param place where the record lay, and when it was written
     */
    public Decoded<TaskMessage> decodeTask(byte @Nullable [] value, RecordPosition place) {
        if (value == null || value.length == 0) {
            return new Decoded.Unreadable<>("the record is empty");
        }
        return guarded(() -> {
            String text = Texts.characters(value, null);
            if (!startsLikeJson(text)) {
                return ForeignSubmission.ofText(Texts.checked(text), place);
            }
            ObjectNode object = object(text);
            return object.hasNonNull("type")
                    ? typedTask(object)
                    : ForeignSubmission.ofJson(object, json, place);
        });
    }

    private TaskMessage typedTask(ObjectNode object) throws JsonProcessingException {
        if (object.get("prompt") instanceof ObjectNode prompt) {
            ForeignSubmission.checkText(prompt);
        }
        TaskMessage message = typed(object, tasks);
        if (message instanceof TaskSubmitted task && !task.id().mayComeFrom(task.origin())) {
            throw new IllegalArgumentException(
                    "task id \"%s\" is one that the fleet gives, and not to a task that came in there"
                            .formatted(task.id()));
        }
        return message;
    }

    public Decoded<RunMessage> decodeRun(byte @Nullable [] value) {
        return decode(value, runs);
    }

    public Decoded<ClaimMessage> decodeClaim(byte @Nullable [] value) {
        return decode(value, claims);
    }

    public Decoded<TaskEvent> decodeEvent(byte @Nullable [] value) {
        return decode(value, events);
    }

    public Decoded<TaskResult> decodeResult(byte @Nullable [] value) {
        return decode(value, results);
    }

    /**
     * A submission over HTTP, in the same JSON that a foreign producer may use. What it lacks is
     * taken from {@code defaults}. Its prompt may be of any length.
     *
     * @param charset that is declared for it; null where none is
     */
    public Decoded<ForeignSubmission.Submission> decodeSubmission(
            byte[] value, @Nullable String charset, ForeignSubmission.Defaults defaults) {
        return guarded(() ->
                ForeignSubmission.ofLongJson(
                        object(Texts.characters(value, charset)), json, defaults));
    }

    /** For the ledger and whatever else is kept as JSON but does not travel. */
    public byte[] encodeRecord(Record value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws IllegalArgumentException if the bytes are no such record
     */
    public <T> T decodeRecord(byte[] value, Class<T> type) {
        try {
            return json.readValue(value, type);
        } catch (IOException e) {
            throw new IllegalArgumentException("no " + type.getSimpleName() + ": " + reason(e), e);
        }
    }

    /** The envelope's two fields stand before the message's own. */
    private byte[] write(Object message) {
        byte[] head = HEADS.get(message.getClass());
        try {
            byte[] fields = json.writeValueAsBytes(message);
            byte[] whole = Arrays.copyOf(head, head.length + fields.length - 1);
            System.arraycopy(fields, 1, whole, head.length, fields.length - 1);
            return whole;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> Decoded<T> decode(byte @Nullable [] value, Map<String, Class<? extends T>> family) {
        if (value == null || value.length == 0) {
            return new Decoded.Unreadable<>("the record is empty");
        }
        return guarded(() -> typed(object(Texts.characters(value, null)), family));
    }

    private <T> T typed(ObjectNode object, Map<String, Class<? extends T>> family)
            throws JsonProcessingException {
        String name = object.path("type").asText();
        Class<? extends T> type = family.get(name);
        if (type == null) {
            throw new IllegalArgumentException(
                    "type \"%s\" is unknown here; known are: %s"
                            .formatted(
                                    Limits.cut(name, 60),
                                    family.keySet().stream()
                                            .sorted()
                                            .collect(Collectors.joining(", "))));
        }
        checkVersion(name, object.path("version"));
        object.remove("type");
        object.remove("version");
        RequiredFields.check(type, object);
        return json.treeToValue(object, type);
    }

    /** One that is absent is ours: a foreign producer need not know of versions. */
    private static void checkVersion(String type, JsonNode version) {
        if (version.isMissingNode()) {
            return;
        }
        if (!version.isIntegralNumber()) {
            throw new IllegalArgumentException(
                    "version %s of %s is no whole number"
                            .formatted(Limits.cut(version.toString(), 60), type));
        }
        if (!version.canConvertToInt() || version.intValue() > VERSION) {
            throw new IllegalArgumentException(
                    "version %s of %s is newer than this build, which reads up to %d"
                            .formatted(Limits.cut(version.asText(), 60), type, VERSION));
        }
    }

    private ObjectNode object(String value) throws IOException {
        try (JsonParser parser = json.createParser(value)) {
            // Of two prompts in one task, one would never be heard of.
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            if (!(json.readTree(parser) instanceof ObjectNode object)) {
                throw new IllegalArgumentException("a JSON object is expected");
            }
            // A second object in one record would be a task that nobody hears of.
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("one JSON object is expected, and no more");
            }
            return object;
        }
    }

    private static boolean startsLikeJson(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
                return c == '{';
            }
        }
        return false;
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Whatever a record does to what reads it is a reason, and never an error of the stage. */
    private static <T> Decoded<T> guarded(Reading<T> reading) {
        try {
            return new Decoded.Readable<>(reading.read());
        } catch (IOException | IllegalArgumentException e) {
            return unreadable(reason(e));
        } catch (StackOverflowError e) {
            return unreadable("it is nested too deeply");
        } catch (RuntimeException | LinkageError e) {
            return unreadable("it is beyond this build (%s)".formatted(e));
        }
    }

    private static <T> Decoded<T> unreadable(String reason) {
        return new Decoded.Unreadable<>(
                Texts.oneLine(Limits.cut(reason, Limits.REASON_CHARS)).strip());
    }

    /** The sentence of the innermost rule that was broken, without Jackson's class names. */
    private static String reason(Throwable e) {
        Throwable cause = e;
        String field = "";
        while (cause instanceof JsonMappingException mapping) {
            field = field.isEmpty() ? field(mapping) : field;
            if (cause.getCause() == null) {
                break;
            }
            cause = cause.getCause();
        }
        if (cause instanceof JsonMappingException mapping) {
            return "field \"%s\" is not understood: %s"
                    .formatted(field, firstLine(mapping.getOriginalMessage()));
        }
        if (cause instanceof JsonProcessingException broken) {
            return (cause instanceof StreamConstraintsException
                            ? "this JSON is beyond what is read here: "
                            : "this is no JSON: ")
                    + firstLine(broken.getOriginalMessage());
        }
        String message = String.valueOf(cause.getMessage());
        return field.isEmpty() ? message : "field \"%s\": %s".formatted(field, message);
    }

    private static String field(JsonMappingException mapping) {
        return mapping.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(name -> name != null)
                .collect(Collectors.joining("."));
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private static <T> Map<String, Class<? extends T>> family(Class<T> family) {
        return Arrays.stream(family.getPermittedSubclasses())
                .flatMap(type ->
                        type.isSealed()
                                ? Arrays.stream(type.getPermittedSubclasses())
                                : Arrays.stream(new Class<?>[] {type}))
                .collect(
                        Collectors.toUnmodifiableMap(
                                Class::getSimpleName, type -> type.asSubclass(family)));
    }
}

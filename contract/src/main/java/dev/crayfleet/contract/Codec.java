package dev.crayfleet.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
     * with inline tags, or a JSON object without {@code type}.
     *
     * @param place where the record lay, and when it was written
     */
    public Decoded<TaskMessage> decodeTask(byte @Nullable [] value, RecordPlace place) {
        if (value == null || value.length == 0) {
            return new Decoded.Unreadable<>("the record is empty");
        }
        if (!startsLikeJson(value)) {
            return guarded(() -> ForeignSubmission.ofText(text(value), place));
        }
        return guarded(() -> {
            ObjectNode object = object(value);
            return object.has("type")
                    ? typed(object, tasks)
                    : ForeignSubmission.ofJson(object, json, place);
        });
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
     * taken from {@code defaults}.
     */
    public Decoded<TaskMessage> decodeSubmission(
            byte[] value, ForeignSubmission.Defaults defaults) {
        return guarded(() -> ForeignSubmission.ofJson(object(value), json, defaults));
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
        return guarded(() -> typed(object(value), family));
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

    private ObjectNode object(byte[] value) throws IOException {
        try (JsonParser parser = json.createParser(value)) {
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

    private static boolean startsLikeJson(byte[] value) {
        for (byte b : value) {
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return b == '{';
            }
        }
        return false;
    }

    /** To the letter, or not at all: a prompt with holes is worse than a dead letter. */
    private static String text(byte[] value) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> Decoded<T> guarded(Reading<T> reading) {
        try {
            return new Decoded.Readable<>(reading.read());
        } catch (IOException | IllegalArgumentException e) {
            return new Decoded.Unreadable<>(Limits.cut(reason(e), Limits.REASON_CHARS));
        }
    }

    /** The sentence of the innermost rule that was broken, without Jackson's class names. */
    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause instanceof JsonMappingException) {
            cause = cause.getCause();
        }
        if (cause instanceof JsonMappingException mapping) {
            String field =
                    mapping.getPath().stream()
                            .map(JsonMappingException.Reference::getFieldName)
                            .filter(name -> name != null)
                            .collect(Collectors.joining("."));
            return "field \"%s\" is not understood: %s"
                    .formatted(field, firstLine(mapping.getOriginalMessage()));
        }
        if (cause instanceof JsonProcessingException broken) {
            return "this is no JSON: " + firstLine(broken.getOriginalMessage());
        }
        if (cause instanceof CharacterCodingException) {
            return "this is no UTF-8 text";
        }
        return String.valueOf(cause.getMessage());
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

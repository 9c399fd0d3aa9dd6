package dev.crayfleet.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes messages as JSON: {@code {"type": …, "version": 1, …}}. Unknown fields are
 * ignored, so that a newer stage may write to an older one; an unknown type or a newer version is
 * refused, because its meaning is not known. In what people write, a submission without {@code
 * type} or a request, unknown fields are refused. Safe for use by many threads.
 */
public final class Codec {
    /** Of every message. Raised only by a change that an older build would misunderstand. */
    public static final int VERSION = 1;

    /** How the JSON of each type begins; at least one field of the message follows. */
    private static final ClassValue<byte[]> ENVELOPES =
            new ClassValue<>() {
                @Override
                protected byte[] computeValue(Class<?> type) {
                    return "{\"type\":\"%s\",\"version\":%d,"
                            .formatted(type.getSimpleName(), VERSION)
                            .getBytes(StandardCharsets.UTF_8);
                }
            };

    private final ObjectMapper json = Json.mapper();
    private final MessageFamily<TaskMessage> tasks = MessageFamily.ofSealed(TaskMessage.class);
    private final MessageFamily<RunMessage> runs = MessageFamily.ofSealed(RunMessage.class);
    private final MessageFamily<ClaimMessage> claims = MessageFamily.ofSealed(ClaimMessage.class);
    private final MessageFamily<TaskEvent> events = MessageFamily.ofSealed(TaskEvent.class);
    private final MessageFamily<TaskResult> results = MessageFamily.ofSingle(TaskResult.class);

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
     * with inline tags, or a JSON object without {@code type}. Texts are checked by {@link Texts}.
     *
     * @param position of the record
     */
    public Decoded<TaskMessage> decodeTask(byte @Nullable [] value, RecordPosition position) {
        if (value == null || value.length == 0) {
            return new Decoded.Unreadable<>("the record is empty");
        }
        return DecodingErrors.catching(() -> {
            String text = Texts.characters(value, null);
            if (!startsLikeJson(text)) {
                return ForeignSubmission.ofText(Texts.checked(text), position);
            }
            ObjectNode object = object(text);
            return object.hasNonNull("type")
                    ? typedTask(object)
                    : ForeignSubmission.ofJson(object, json, position);
        });
    }

    private TaskMessage typedTask(ObjectNode object) throws JsonProcessingException {
        if (object.get("prompt") instanceof ObjectNode prompt) {
            ForeignSubmission.checkText(prompt);
        }
        TaskMessage message = tasks.read(object, json);
        if (message instanceof TaskSubmitted task && !task.id().isAllowedFor(task.origin())) {
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
     * A submission over HTTP, in the JSON that foreign producers may use. Its prompt may be of any
     * length.
     *
     * @param charset as declared by the client; null where none is
     * @param defaults for fields that it lacks
     */
    public Decoded<ForeignSubmission.Submission> decodeSubmission(
            byte[] value, @Nullable String charset, ForeignSubmission.Defaults defaults) {
        return DecodingErrors.catching(() ->
                ForeignSubmission.ofLongJson(
                        object(Texts.characters(value, charset)), json, defaults));
    }

    /** For records that are stored as JSON but are no messages, those of the ledger above all. */
    public byte[] encodeRecord(Record value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if the bytes are not such a
     *     record
     */
    public <T> T decodeRecord(byte[] value, Class<T> type) {
        try {
            return json.readValue(value, type);
        } catch (IOException e) {
            throw new IllegalArgumentException(DecodingErrors.reason(e), e);
        }
    }

    /**
     * What people or their programs ask of a service in JSON. A field that the record does not have
     * is refused, because it is most likely misspelt.
     *
     * @throws IllegalArgumentException with a sentence for people, if it is no such record
     */
    public <T extends Record> T decodeRequest(byte[] value, Class<T> type) {
        Decoded<T> decoded =
                DecodingErrors.catching(() -> {
                    ObjectNode object = object(Texts.characters(value, null));
                    KnownFields.check(object, KnownFields.of(type));
                    RequiredFields.check(type, object);
                    return json.treeToValue(object, type);
                });
        return switch (decoded) {
            case Decoded.Readable<T>(T record) -> record;
            case Decoded.Unreadable<T>(String reason) -> throw new IllegalArgumentException(reason);
        };
    }

    /** Puts the two fields of the envelope before those of the message. */
    private byte[] write(Object message) {
        byte[] envelope = ENVELOPES.get(message.getClass());
        try {
            byte[] fields = json.writeValueAsBytes(message);
            // The opening brace of the fields is left out.
            byte[] whole = Arrays.copyOf(envelope, envelope.length + fields.length - 1);
            System.arraycopy(fields, 1, whole, envelope.length, fields.length - 1);
            return whole;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> Decoded<T> decode(byte @Nullable [] value, MessageFamily<T> family) {
        if (value == null || value.length == 0) {
            return new Decoded.Unreadable<>("the record is empty");
        }
        return DecodingErrors.catching(
                () -> family.read(object(Texts.characters(value, null)), json));
    }

    private ObjectNode object(String value) throws IOException {
        try (JsonParser parser = json.createParser(value)) {
            // If a task had two prompts, one would be ignored silently.
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            if (!(json.readTree(parser) instanceof ObjectNode object)) {
                throw new IllegalArgumentException("a JSON object is expected");
            }
            // A second object in one record would be ignored silently.
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
}

package dev.crayfleet.corpus;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The data files {@code corpus/<kind>.json}, each a list of {@code {"name", "why", "input",
 * "answer"}}. An input is added for every fault that is found; none is ever taken out.
 */
public final class Corpus {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(JsonParser.Feature.ALLOW_COMMENTS)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private Corpus() {}

    /**
     * All inputs of a kind, in the order of the file.
     *
     * @throws UncheckedIOException if there is no such file, or it is no such list
     */
    public static List<HostileInput> of(String kind) {
        String file = "/corpus/" + kind + ".json";
        try (InputStream in = Corpus.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new FileNotFoundException(file);
            }
            List<HostileInput> inputs = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (JsonNode each : JSON.readTree(in)) {
                HostileInput input =
                        new HostileInput(
                                kind,
                                text(each, "name"),
                                text(each, "why"),
                                each.path("input"),
                                each.path("answer"));
                if (!names.add(input.name())
                        || input.input().isMissingNode()
                        || input.answer().isMissingNode()) {
                    throw new IOException(input + " is there twice, or has no input or no answer");
                }
                inputs.add(input);
            }
            return List.copyOf(inputs);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    private static String text(JsonNode input, String field) throws IOException {
        String text = input.path(field).asText("");
        if (text.isBlank()) {
            throw new IOException("an input has no \"" + field + "\": " + input);
        }
        return text;
    }
}

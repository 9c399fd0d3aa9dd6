package dev.crayfleet.agents.command;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent program that is not OpenClaw. Its words are passed to the system as they are, without a
 * shell.
 *
 * @param words {@code command}: a JSON array, {@code ["claude", "-p", "{prompt}"]}; empty for none.
 *     Placeholders are {@code {prompt}}, {@code {prompt-file}}, {@code {model}}, {@code
 *     {thinking}}, {@code {workspace}}
 * @param model {@code command-model}: what {@code {model}} is where the task names none
 * @param pointers where its output says what; all are empty where it prints plain text
 */
public record CommandSettings(List<String> words, @Nullable String model, Pointers pointers) {
    static final String PROMPT = "{prompt}";
    static final String PROMPT_FILE = "{prompt-file}";
    static final String MODEL = "{model}";
    static final String THINKING = "{thinking}";
    static final String WORKSPACE = "{workspace}";

    /**
     * JSON pointers into what it prints, {@code /usage/input_tokens}; an empty one is for what it
     * does not say.
     *
     * @param text {@code command-text}: the result; what it prints, where that is empty
     * @param error {@code command-error}: true, or a text, where it failed
     * @param model {@code command-reported-model}: what really ran
     * @param cost {@code command-cost}: US dollars
     */
    public record Pointers(String text, String error, String model, String cost, Tokens tokens) {
        public static final Pointers NONE =
                new Pointers("", "", "", "", new Tokens("", "", "", ""));

        public Pointers {
            List.of(text, error, model, cost).forEach(Pointer::check);
        }

        boolean hasAny() {
            return !(text + error + model + cost + tokens.input() + tokens.output()).isEmpty();
        }
    }

    /**
     * @param input {@code command-input-tokens}, without what was read from a cache
     * @param output {@code command-output-tokens}
     * @param cacheRead {@code command-cache-read-tokens}
     * @param cacheWrite {@code command-cache-write-tokens}
     */
    public record Tokens(String input, String output, String cacheRead, String cacheWrite) {
        public Tokens {
            List.of(input, output, cacheRead, cacheWrite).forEach(Pointer::check);
        }
    }

    public static final CommandSettings NONE = new CommandSettings(List.of(), null, Pointers.NONE);

    /**
     * @throws IllegalArgumentException if {@code {model}} is used and there is no model for tasks
     *     that name none
     */
    public CommandSettings {
        words = List.copyOf(words);
        if (uses(words, MODEL) && model == null) {
            throw new IllegalArgumentException(
                    "crayfleet.runner.command has {model}: say with command-model which it is where a task names none");
        }
    }

    /**
     * @param json an array of words, or nothing
     * @throws IllegalArgumentException with a sentence for people, if it is something else
     */
    public static CommandSettings of(String json, @Nullable String model, Pointers pointers) {
        if (json.isBlank()) {
            return new CommandSettings(List.of(), model, pointers);
        }
        List<String> words;
        try {
            words = new JsonMapper().readValue(json, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "crayfleet.runner.command is no JSON array of words, as in [\"claude\", \"-p\", \"{prompt}\"]",
                    e);
        }
        if (words.isEmpty() || words.getFirst().isBlank()) {
            throw new IllegalArgumentException("crayfleet.runner.command names no program");
        }
        if (!uses(words, PROMPT) && !uses(words, PROMPT_FILE)) {
            throw new IllegalArgumentException(
                    "crayfleet.runner.command has neither {prompt} nor {prompt-file}: the agent would not know its task");
        }
        return new CommandSettings(words, model, pointers);
    }

    boolean uses(String placeholder) {
        return uses(words, placeholder);
    }

    private static boolean uses(List<String> words, String placeholder) {
        return words.stream().anyMatch(word -> word.contains(placeholder));
    }

    /** A class of its own: in one of the records, it would make them initialize each other. */
    private static final class Pointer {
        static void check(String pointer) {
            if (!pointer.isEmpty()) {
                try {
                    JsonPointer.compile(pointer);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "\"%s\" is no JSON pointer, as in /usage/input_tokens"
                                    .formatted(pointer),
                            e);
                }
            }
        }
    }
}

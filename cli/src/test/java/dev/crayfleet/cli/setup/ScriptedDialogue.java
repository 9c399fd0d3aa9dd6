package dev.crayfleet.cli.setup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A person who answers by what is asked; Enter alone to everything that was not foreseen. */
final class ScriptedDialogue implements Dialogue {
    private final Map<String, Supplier<String>> answers = new LinkedHashMap<>();
    private final List<String> told = new ArrayList<>();
    private boolean isThere = true;

    /** Nobody answers, as in a script. */
    static ScriptedDialogue nobody() {
        ScriptedDialogue dialogue = new ScriptedDialogue();
        dialogue.isThere = false;
        return dialogue;
    }

    /** Answers each question with these words in it, time after time. */
    ScriptedDialogue on(String words, String... inTurn) {
        List<String> left = new ArrayList<>(List.of(inTurn));
        return on(words, () -> left.size() > 1 ? left.removeFirst() : left.getFirst());
    }

    ScriptedDialogue on(String words, Supplier<String> answer) {
        answers.put(words, answer);
        return this;
    }

    /** All that was said and asked, with a line each. */
    String told() {
        return String.join("\n", told);
    }

    @Override
    public boolean canAsk() {
        return isThere;
    }

    @Override
    public void tell(String line) {
        told.add(line);
    }

    @Override
    public String ask(String question) {
        if (!isThere) {
            throw new AssertionError("nobody is there to be asked: " + question);
        }
        told.add(question);
        return answers.entrySet().stream()
                .filter(each -> question.contains(each.getKey()))
                .map(each -> each.getValue().get())
                .findFirst()
                .orElse("");
    }

    @Override
    public String askSecretly(String question) {
        return ask(question);
    }
}

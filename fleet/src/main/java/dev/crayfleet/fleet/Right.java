package dev.crayfleet.fleet;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Something that a role may allow, in the order in which people are told of it. */
public enum Right {
    SUBMIT("submit tasks"),
    VIEW_OWN("see their own tasks"),
    VIEW_ANY("see everybody's tasks"),
    CANCEL_OWN("cancel their own tasks"),
    CANCEL_ANY("cancel anybody's tasks"),
    REPLAY_OWN("replay their own tasks"),
    REPLAY("replay anybody's tasks"),
    APPROVE("approve tasks"),
    PAUSE("pause and resume pools"),
    STOP("stop the whole fleet"),
    RESUME("let the stopped fleet go on"),
    DRAIN("drain runners"),
    DEAD_LETTERS("put back or drop dead letters"),
    PURGE("empty the Discord channels"),
    SECRETS("post tasks with keys in them");

    /** All of them, in the file. */
    public static final String ALL = "*";

    private final String sentence;

    Right(String sentence) {
        this.sentence = sentence;
    }

    /** As the file has it, {@code cancel-own}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it allows, to stand behind "may": {@code cancel their own tasks}. */
    public String sentence() {
        return sentence;
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Right::word).toList();
    }

    /**
     * Whether nothing is gained by it for who has these: who may cancel any task may cancel own.
     */
    public boolean isCoveredBy(Set<Right> others) {
        return switch (this) {
            case VIEW_OWN -> others.contains(VIEW_ANY);
            case CANCEL_OWN -> others.contains(CANCEL_ANY);
            case REPLAY_OWN -> others.contains(REPLAY);
            case SUBMIT,
                    VIEW_ANY,
                    CANCEL_ANY,
                    REPLAY,
                    APPROVE,
                    PAUSE,
                    STOP,
                    RESUME,
                    DRAIN,
                    DEAD_LETTERS,
                    PURGE,
                    SECRETS ->
                    false;
        };
    }
}

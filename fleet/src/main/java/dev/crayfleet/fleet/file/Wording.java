package dev.crayfleet.fleet.file;

import dev.crayfleet.contract.KnownFields;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.util.Collection;
import java.util.List;

/** How problems speak of what is written in the file. */
final class Wording {
    /** More known names than these are not listed. */
    private static final int MAX_LISTED = 20;

    private static final int SHOWN_CHARS = 60;

    private Wording() {}

    /** Safe to stand within a line. */
    static String cut(String text) {
        return Texts.oneLine(Limits.cut(text, SHOWN_CHARS));
    }

    /** A value from the file, within quotes, to stand in a sentence. */
    static String shown(String text) {
        return "\"%s\"".formatted(cut(text));
    }

    /**
     * What to say of a name that is none of those that are known.
     *
     * @param kind what it should be, {@code role}
     */
    static String unknown(String kind, String name, Collection<String> known) {
        String hint =
                KnownFields.nearest(name, known)
                        .map(each -> "did you mean \"%s\"?".formatted(each))
                        .orElseGet(() -> listed(known));
        return "%s is no %s; %s".formatted(shown(name), kind, hint);
    }

    private static String listed(Collection<String> known) {
        if (known.isEmpty()) {
            return "the file has none";
        }
        List<String> names = known.stream().limit(MAX_LISTED).toList();
        return "there are: "
                + String.join(", ", names)
                + (known.size() > names.size()
                        ? " and %,d more".formatted(known.size() - names.size())
                        : "");
    }
}

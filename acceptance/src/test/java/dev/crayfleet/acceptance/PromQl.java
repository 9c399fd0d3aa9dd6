package dev.crayfleet.acceptance;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a query of Prometheus asks for: enough of its language for the queries that we ship.
 *
 * @param metrics by name
 * @param labels that series are chosen, grouped or joined by
 */
record PromQl(Set<String> metrics, Set<String> labels) {
    private static final Pattern STRING = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"");
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*\\]");
    private static final Pattern SELECTOR = Pattern.compile("\\{([^{}]*)\\}");
    private static final Pattern MATCHER = Pattern.compile("([a-zA-Z_]\\w*)\\s*(?:=~|!~|!=|=)");
    private static final Pattern LABELS =
            Pattern.compile(
                    "\\b(?:by|without|on|ignoring|group_left|group_right)\\b\\s*(?:\\(([^()]*)\\))?");
    private static final Pattern NAME =
            Pattern.compile("(?<![\\w:.$])[a-zA-Z_:][\\w:]*(?![\\w:]|\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    static PromQl of(String query) {
        Set<String> labels = new TreeSet<>();
        String rest = STRING.matcher(query).replaceAll("\"\"");
        rest = RANGE.matcher(rest).replaceAll(" ");
        rest = without(SELECTOR, rest, found -> addMatchers(found.group(1), labels));
        rest = without(LABELS, rest, found -> addNames(found.group(1), labels));
        Set<String> metrics = new TreeSet<>();
        Matcher names = NAME.matcher(rest);
        while (names.find()) {
            if (!WORDS.contains(names.group())) {
                metrics.add(names.group());
            }
        }
        return new PromQl(metrics, labels);
    }

    private interface Found {
        void take(MatchResult found);
    }

    private static String without(Pattern pattern, String text, Found found) {
        return pattern.matcher(text)
                .replaceAll(each -> {
                    found.take(each);
                    return " ";
                });
    }

    private static void addMatchers(String selector, Set<String> labels) {
        MATCHER.matcher(selector).results().forEach(each -> labels.add(each.group(1)));
    }

    private static void addNames(@Nullable String list, Set<String> labels) {
        if (list != null) {
            for (String each : list.split(",", -1)) {
                if (!each.isBlank()) {
                    labels.add(each.strip());
                }
            }
        }
    }
}

package dev.crayfleet.acceptance;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * @param chosenBy of each metric, the labels that its series are chosen by
 */
record PromQl(Set<String> metrics, Set<String> labels, Map<String, Set<String>> chosenBy) {
    private static final Pattern STRING = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"");
    private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*\\]");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)?\\{([^{}]*)\\}");
    private static final Pattern MATCHER = Pattern.compile("([a-zA-Z_]\\w*)\\s*(?:=~|!~|!=|=)");
    private static final Pattern LABELS =
            Pattern.compile(
                    "\\b(?:by|without|on|ignoring|group_left|group_right)\\b\\s*(?:\\(([^()]*)\\))?");
    private static final Pattern NAME =
            Pattern.compile("(?<![\\w:.$])[a-zA-Z_:][\\w:]*(?![\\w:]|\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    static PromQl of(String query) {
        Set<String> labels = new TreeSet<>();
        Map<String, Set<String>> chosenBy = new TreeMap<>();
        String rest = STRING.matcher(query).replaceAll("\"\"");
        rest = RANGE.matcher(rest).replaceAll(" ");
        for (MatchResult found : SELECTOR.matcher(rest).results().toList()) {
            String metric = found.group(1) == null ? "" : found.group(1);
            addMatchers(found.group(2), chosenBy.computeIfAbsent(metric, name -> new TreeSet<>()));
        }
        chosenBy.values().forEach(labels::addAll);
        rest = SELECTOR.matcher(rest).replaceAll("$1 ");
        LABELS.matcher(rest).results().forEach(found -> addNames(found.group(1), labels));
        rest = LABELS.matcher(rest).replaceAll(" ");
        Set<String> metrics = new TreeSet<>();
        Matcher names = NAME.matcher(rest);
        while (names.find()) {
            if (!WORDS.contains(names.group())) {
                metrics.add(names.group());
            }
        }
        return new PromQl(metrics, labels, chosenBy);
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

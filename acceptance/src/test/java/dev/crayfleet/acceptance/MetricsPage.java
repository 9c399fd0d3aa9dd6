package dev.crayfleet.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * docs/metrics.md: the metrics of each service.
 *
 * @param services by their names, small
 */
record MetricsPage(Map<String, Map<String, Metric>> services) {
    private static final Path FILE =
            Path.of(System.getProperty("crayfleet.root", ".."), "docs", "metrics.md");
    private static final Pattern NAMES = Pattern.compile("`([a-zA-Z_]\\w*)`");
    private static final List<String> SERVICES =
            List.of("ingest", "dispatcher", "runner", "poster");
    private static final String ALL = "every service";

    /**
     * A metric as Prometheus sees it.
     *
     * @param type {@code counter}, {@code gauge} or {@code summary}
     */
    record Metric(String type, Set<String> labels) {}

    static MetricsPage read() throws IOException {
        Map<String, Map<String, Metric>> services = new TreeMap<>();
        SERVICES.forEach(service -> services.put(service, new TreeMap<>()));
        List<String> section = List.of();
        for (String line : Files.readAllLines(FILE)) {
            if (line.startsWith("## ")) {
                section = servicesOf(line.toLowerCase(Locale.ROOT));
            } else if (line.startsWith("| `")) {
                String[] cells = line.split("\\|", -1);
                String name = names(cells[1]).iterator().next();
                Metric metric = new Metric(cells[2].strip(), names(cells[4]));
                for (String service : section) {
                    if (services.get(service).put(name, metric) != null) {
                        throw new AssertionError(name + " is there twice");
                    }
                }
            }
        }
        return new MetricsPage(services);
    }

    /** Those that a heading names. */
    private static List<String> servicesOf(String heading) {
        List<String> named = SERVICES.stream().filter(heading::contains).toList();
        return heading.contains(ALL) ? SERVICES : named;
    }

    private static Set<String> names(String cell) {
        return NAMES.matcher(cell)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The metrics of a service, as it answers {@code GET /prometheus}. */
    static Map<String, Metric> exposed(String exposition) {
        Map<String, Metric> found = new TreeMap<>();
        exposition
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1))
                .forEach(words -> found.put(words[2], new Metric(words[3], new TreeSet<>())));
        exposition
                .lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .forEach(line -> addLabels(line, found));
        return found;
    }

    private static void addLabels(String line, Map<String, Metric> found) {
        int end = line.indexOf('{');
        String name = end < 0 ? line.substring(0, line.indexOf(' ')) : line.substring(0, end);
        Metric metric = found.getOrDefault(name, found.get(name.replaceAll("_(sum|count)$", "")));
        if (metric == null) {
            throw new AssertionError("a sample of nothing: " + line);
        }
        if (end >= 0) {
            metric.labels()
                    .addAll(PromQl.of(line.substring(0, line.lastIndexOf('}') + 1)).labels());
        }
    }

    /** All names under which Prometheus stores them. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        services.values()
                .forEach(service ->
                        service.forEach((name, metric) -> {
                            if (metric.type().equals("summary")) {
                                names.addAll(Arrays.asList(name + "_sum", name + "_count"));
                            } else {
                                names.add(name);
                            }
                        }));
        return names;
    }

    /** Those of a metric, by a name that Prometheus stores; none where there is no such metric. */
    Set<String> labels(String name) {
        return services.values().stream()
                .flatMap(service ->
                        Stream.of(name, name.replaceAll("_(sum|count)$", ""))
                                .map(service::get)
                                .filter(Objects::nonNull))
                .flatMap(metric -> metric.labels().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All labels that any of them has. */
    Set<String> labels() {
        return services.values().stream()
                .flatMap(service -> service.values().stream())
                .flatMap(metric -> metric.labels().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

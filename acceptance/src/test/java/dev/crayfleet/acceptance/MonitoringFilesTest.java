package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The dashboard and the alerts ask for metrics that there are: those of docs/metrics.md, which
 * {@link ObservabilityIT} compares with what services show.
 */
class MonitoringFilesTest {
    private static final Path DEPLOY =
            Path.of(System.getProperty("crayfleet.root", ".."), "deploy");

    /** Which Prometheus itself adds. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up");

    private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("job", "instance");

    @Test
    void everyMetricOfTheDashboardExists() throws IOException {
        List<String> queries = new ArrayList<>();
        try (Stream<Path> files = Files.list(DEPLOY.resolve("grafana"))) {
            for (Path file : files.toList()) {
                queries.addAll(queries(new ObjectMapper().readTree(file.toFile())));
            }
        }
        assertThat(queries).hasSizeGreaterThan(20);
        queries.forEach(MonitoringFilesTest::assertKnown);
    }

    @Test
    void everyMetricOfTheAlertsExists() throws IOException {
        List<String> queries = queries(alerts());
        assertThat(queries).hasSizeGreaterThan(10);
        queries.forEach(MonitoringFilesTest::assertKnown);
    }

    /** The other direction, for what nobody made an alert of by mistake. */
    @Test
    void everyAlertSaysWhatIsWrongAndWhatToDo() throws IOException {
        Set<String> names = new HashSet<>();
        for (JsonNode group : alerts().path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                String name = rule.path("alert").asText();
                assertThat(names.add(name)).as("%s is there once", name).isTrue();
                assertThat(name).matches("Crayfleet[A-Z][A-Za-z]+");
                assertThat(rule.path("labels").path("severity").asText()).isIn("page", "ticket");
                for (String text : List.of("summary", "description")) {
                    assertThat(rule.path("annotations").path(text).asText())
                            .as("%s of %s", text, name)
                            .hasSizeGreaterThan(15);
                }
            }
        }
    }

    @Test
    void panelsHaveAnIdAndAPlaceOfTheirOwn() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(DEPLOY.resolve("grafana/crayfleet.json").toFile());
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            JsonNode place = panel.path("gridPos");
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    int column = place.path("x").asInt() + x;
                    assertThat(column).isLessThan(24);
                    assertThat(cells.add(column + "," + (place.path("y").asInt() + y)))
                            .as(panel.path("title").asText())
                            .isTrue();
                }
            }
        }
        assertThat(ids).hasSizeGreaterThan(15);
    }

    @Test
    void prometheusScrapesEveryServiceAsTheAlertsCallThem() throws IOException {
        JsonNode job =
                new YAMLMapper()
                        .readTree(DEPLOY.resolve("prometheus/prometheus.yml").toFile())
                        .path("scrape_configs")
                        .path(0);
        assertThat(job.path("job_name").asText()).isEqualTo("crayfleet");
        assertThat(job.path("metrics_path").asText()).isEqualTo("/prometheus");
        assertThat(job.path("dns_sd_configs").path(0).path("names"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("ingest", "dispatcher", "poster", "runner");
    }

    private static JsonNode alerts() throws IOException {
        return new YAMLMapper().readTree(DEPLOY.resolve("prometheus/alerts.yml").toFile());
    }

    private static List<String> queries(JsonNode file) {
        List<String> queries = new ArrayList<>();
        file.findValues("expr").forEach(each -> queries.add(each.asText()));
        return queries;
    }

    private static void assertKnown(String query) {
        MetricsPage page = page();
        PromQl asked = PromQl.of(query);
        Set<String> known = new TreeSet<>(page.names());
        known.addAll(OF_PROMETHEUS);
        assertThat(known).as(query).containsAll(asked.metrics());
        assertThat(asked.metrics()).as(query).isNotEmpty();
        Set<String> labels = new TreeSet<>(page.labels());
        labels.addAll(LABELS_OF_PROMETHEUS);
        assertThat(labels).as(query).containsAll(asked.labels());
        asked.chosenBy()
                .forEach((metric, chosenBy) -> {
                    Set<String> itsOwn = new TreeSet<>(page.labels(metric));
                    itsOwn.addAll(LABELS_OF_PROMETHEUS);
                    assertThat(itsOwn).as("%s in %s", metric, query).containsAll(chosenBy);
                });
    }

    private static MetricsPage page() {
        try {
            return MetricsPage.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

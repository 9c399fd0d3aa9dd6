package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromQlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "up == 0; up; ",
                "sum(rate(a_total[5m])) > 0; a_total; ",
                "sum by (pool, state) (a{state=\"queued\",x!~\"b|c\"}); a; pool state x",
                "sum(a) by (pool) / ignoring(b) c; a c; pool b",
                "a * on (i) group_left d or vector(0); a d; i",
                "a and b unless on() c; a b c; ",
                "histogram_quantile(0.9, rate(a_bucket[$__rate_interval])); a_bucket; ",
                "a offset 5m > 1e3; a; ",
                "label_values(a, pool); a pool; ",
                "count({job=\"metric in {a} string\"}); ; job",
            })
    void findsMetricsAndLabels(String query, String metrics, String labels) {
        PromQl found = PromQl.of(query);
        assertThat(String.join(" ", found.metrics())).isEqualTo(metrics == null ? "" : metrics);
        assertThat(found.labels())
                .isEqualTo(labels == null ? Set.of() : Set.of(labels.split(" ", -1)));
    }

    @Test
    void knowsWhichMetricIsChosenByWhat() {
        assertThat(PromQl.of("rate(a{x=\"1\"}[5m]) / b{y=~\"2\",z=\"3\"} > c").chosenBy())
                .isEqualTo(Map.of("a", Set.of("x"), "b", Set.of("y", "z")));
    }

    @Test
    void aTypingErrorIsAMetricThatNobodyHas() {
        assertThat(PromQl.of("sum(crayfleet_task{pool=\"a\"})").metrics())
                .containsExactly("crayfleet_task");
    }
}

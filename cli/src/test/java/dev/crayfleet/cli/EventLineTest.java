package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EventLineTest {
    private static String line(String key, String json) throws Exception {
        return EventLine.of(key, new ObjectMapper().readTree(json), ZoneOffset.UTC);
    }

    @Test
    void tellsWhenWhatAndAllElse() throws Exception {
        assertThat(
                        line(
                                "t1",
                                "{\"type\":\"TaskClaimed\",\"version\":1,\"id\":\"t1\",\"pool\":\"default\",\"attempt\":2,\"holder\":{\"runner\":\"one\",\"incarnation\":\"x\"},\"at\":\"2026-01-02T03:04:05.678Z\"}"))
                .isEqualTo(
                        "2026-01-02 03:04:05  t1  task claimed  runner=one  pool=default  attempt=2");
    }

    @Test
    void tellsADurationAsPeopleDo() throws Exception {
        assertThat(
                        line(
                                "t1",
                                "{\"type\":\"QueueMoved\",\"expectedWait\":\"PT90S\",\"at\":\"2026-01-02T03:04:05Z\"}"))
                .endsWith("queue moved  expectedWait=1 min 30 s");
    }

    @Test
    void hostileFieldsStayOnOneLine() throws Exception {
        assertThat(
                        line(
                                "t\u001b[2J",
                                "{\"type\":\"A\\nB\",\"reason\":\"x\\u001b[2J\\ny\",\"at\":\"no time\",\"n\":{\"a\":{\"b\":[1,\"\\u202e\"]}}}"))
                .doesNotContain("\u001b", "\n", "\u202e")
                .startsWith("no time");
        assertThat(line("a", "[1]")).isNotBlank();
    }
}

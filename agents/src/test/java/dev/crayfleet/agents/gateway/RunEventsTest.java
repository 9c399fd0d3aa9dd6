package dev.crayfleet.agents.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunEventsTest {
    private final RunEvents events = new RunEvents(progress -> {}, line -> {}, () -> {});

    private void event(String stream, String data) throws Exception {
        events.accept(
                new JsonMapper()
                        .readTree(
                                "{'stream':'%s','data':%s}"
                                        .formatted(stream, data)
                                        .replace('\'', '"')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool", "assistant", "usage"})
    void isNotRetryingAfterAnEventOfTheModel(String stream) throws Exception {
        event("run_status", "{'phase':'retrying','reason':'server_error','delayMs':2000}");
        assertThat(events.retrying()).isNotNull();
        event(stream, "{'phase':'start','name':'exec'}");
        assertThat(events.retrying()).isNull();
    }

    @Test
    void isRetryingUntilTheModelAnswers() throws Exception {
        event("run_status", "{'phase':'retrying','reason':'server_error','delayMs':2000}");
        event("lifecycle", "{'phase':'model'}");
        assertThat(events.retrying()).isNotNull();
    }
}

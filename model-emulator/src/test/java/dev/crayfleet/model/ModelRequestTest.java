package dev.crayfleet.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModelRequestTest {
    private static ModelRequest parse(String messages) throws Exception {
        return ModelRequest.of(
                CompletionJson.MAPPER.readTree("{\"messages\":[%s]}".formatted(messages)), "");
    }

    @Test
    void textIsTheUsersLastMessage() throws Exception {
        ModelRequest request =
                parse(
                        """
                        {"role":"system","content":"be brief"},
                        {"role":"user","content":"first"},
                        {"role":"assistant","content":"answer"},
                        {"role":"user","content":[{"type":"text","text":"sec"},{"text":"ond"}]}
                        """);
        assertThat(request.text()).isEqualTo("second");
        assertThat(request.afterTool()).isFalse();
    }

    @Test
    void openClawsInternalContextIsNotTheUsersText() throws Exception {
        ModelRequest request =
                parse(
                        """
                        {"role":"user","content":"the task"},
                        {"role":"tool","content":"written"},
                        {"role":"user","content":"<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>> time"}
                        """);
        assertThat(request.text()).isEqualTo("the task");
        assertThat(request.afterTool()).isTrue();
    }

    @Test
    void aNewMessageByTheUserForgetsEarlierTools() throws Exception {
        ModelRequest request =
                parse(
                        """
                        {"role":"user","content":"first"},
                        {"role":"tool","content":"written"},
                        {"role":"user","content":"second"}
                        """);
        assertThat(request.afterTool()).isFalse();
    }

    @Test
    void aToolsAnswerIsNotTheUsersTextInAnthropicsApiEither() throws Exception {
        ModelRequest request =
                parse(
                        """
                        {"role":"user","content":"the task"},
                        {"role":"assistant","content":[{"type":"tool_use","id":"1","name":"write"}]},
                        {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"written"}]}
                        """);
        assertThat(request.text()).isEqualTo("the task");
        assertThat(request.afterTool()).isTrue();
    }

    @Test
    void aRequestWithoutMessagesHasNoText() throws Exception {
        assertThat(parse("").text()).isEmpty();
    }
}

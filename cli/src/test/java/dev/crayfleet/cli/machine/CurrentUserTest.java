package dev.crayfleet.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CurrentUserTest {
    @Test
    void aNameIsTakenAsItIs() {
        assertThat(CurrentUser.nameOf(" ada ")).isEqualTo("ada");
        assertThat(CurrentUser.requester().id()).isEqualTo("cli:" + CurrentUser.name());
        assertThat(CurrentUser.requester().name()).isEqualTo(CurrentUser.name());
    }

    @Test
    void whoHasNoneIsUnknown() {
        assertThat(CurrentUser.nameOf("?")).isEqualTo("unknown");
        assertThat(CurrentUser.nameOf(" \u200b ")).isEqualTo("unknown");
    }

    @Test
    void itIsOneShortLine() {
        assertThat(CurrentUser.nameOf("a\nb\u001b[2J" + "x".repeat(2_000)))
                .hasSizeLessThanOrEqualTo(128)
                .doesNotContain("\n", "\u001b");
    }
}

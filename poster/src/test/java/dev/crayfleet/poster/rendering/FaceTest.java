package dev.crayfleet.poster.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaceTest {
    @ParameterizedTest
    @CsvSource({
        "Manager, Manager",
        "'  Tech   Lead ', Tech Lead",
        "Discord Helper, Disc-ord Helper",
        "myDISCORDbot, myDISC-ORDbot",
        "Clyde, Cly-de",
        "@everyone, agent everyone",
        "here, agent here",
        "'``` code', code",
        "'**bold** <@1>', bold 1",
        "'', agent",
        "'\u200b\u2060', agent",
        "'Ada\nLovelace', Ada Lovelace"
    })
    void isANameThatDiscordTakes(String raw, String name) {
        assertThat(new Face(raw, null).name()).isEqualTo(name);
    }

    @Test
    void aHugeNameIsCut() {
        Face face = new Face("discord".repeat(100_000), null);
        assertThat(face.name()).hasSizeLessThanOrEqualTo(Face.MAX_CHARS);
        assertThat(face.name().toLowerCase(Locale.ROOT)).doesNotContain("discord");
        assertThat(new Face("🦀".repeat(80), null).name()).hasSizeLessThanOrEqualTo(80);
    }

    @Test
    void itsTextFitsIntoTheRoomThatIsLeftForIt() {
        Face face = new Face("x".repeat(100), null);
        assertThat(face.asText("")).hasSize(Face.TEXT_CHARS).isEqualTo("**" + face.name() + "**\n");
    }
}

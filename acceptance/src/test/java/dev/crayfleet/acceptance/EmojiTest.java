package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Not every machine has a font with emoji: the page draws all that the fleet itself posts. */
class EmojiTest {
    private static final Path ROOT = Path.of(System.getProperty("crayfleet.root"));
    private static final Path DRAWN =
            ROOT.resolve(
                    "discord-emulator/src/main/resources/dev/crayfleet/emulator/page/emoji.js");
    private static final Pattern EMOJI =
            Pattern.compile("[\\p{IsEmoji_Presentation}\\x{2600}-\\x{27BF}]");

    @Test
    void whatTheFleetPostsIsDrawnByThePage() throws IOException {
        String drawn = Files.readString(DRAWN);
        List<String> posted =
                Stream.of("poster", "ingest", "discord", "dispatcher", "discord-emulator")
                        .flatMap(EmojiTest::emojiOf)
                        .distinct()
                        .toList();
        assertThat(posted)
                .contains("✅", "⏳", "🤖")
                .allSatisfy(each -> assertThat(drawn).contains(each));
    }

    private static Stream<String> emojiOf(String module) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
            return files
                    .filter(each -> each.toString().endsWith(".java"))
                    .map(EmojiTest::code)
                    .flatMap(code -> EMOJI.matcher(code).results().map(MatchResult::group))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new AssertionError("the sources of " + module + " cannot be read", e);
        }
    }

    private static String code(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read", e);
        }
    }
}

package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.crayfleet.contract.PastedSecrets.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys are made up while it runs, so that none is in this file. */
class PastedSecretsTest {
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
    private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final Random RANDOM = new Random(7);

    static Map<String, Kind> keys() {
        Map<String, Kind> keys = new TreeMap<>();
        keys.put("sk-" + "ant-" + "api03-" + some(90), Kind.ANTHROPIC);
        keys.put("sk-" + some(48), Kind.OPENAI);
        keys.put("sk-" + "proj-" + some(60) + "_" + some(60), Kind.OPENAI);
        keys.put("gh" + "p_" + some(36), Kind.GITHUB);
        keys.put("gh" + "o_" + some(36), Kind.GITHUB);
        keys.put("github" + "_pat_" + some(22) + "_" + some(59), Kind.GITHUB);
        keys.put("glpat" + "-" + some(20), Kind.GITLAB);
        keys.put("AK" + "IA" + "ABCDEFGHIJ" + some(CAPITALS, 6), Kind.AWS);
        keys.put("AI" + "za" + some(35), Kind.GOOGLE);
        keys.put("xox" + "b-" + "123456789012-" + some(24), Kind.SLACK);
        keys.put("cft" + "_" + some(43), Kind.CRAYFLEET);
        keys.put(base64("1234567890" + "12345678") + "." + some(6) + "." + some(38), Kind.DISCORD);
        keys.put(
                base64("{\"alg\":\"HS256\"}")
                        + "."
                        + base64("{\"sub\":\"somebody\"}")
                        + "."
                        + some(43),
                Kind.JWT);
        String begin = "-----BEGIN " + "RSA PRIVATE" + " KEY-----";
        keys.put(begin + "\n" + some(64) + "\n", Kind.PRIVATE_KEY);
        keys.put(begin + "\\n" + some(64) + "\\n", Kind.PRIVATE_KEY);
        keys.put(begin + "\nProc-Type: 4,ENCRYPTED\n\n" + some(64) + "\n", Kind.PRIVATE_KEY);
        return keys;
    }

    static List<Map.Entry<String, Kind>> all() {
        return List.copyOf(keys().entrySet());
    }

    @ParameterizedTest
    @MethodSource("all")
    void findsAKeyWhereverItStands(Map.Entry<String, Kind> key) {
        for (String around :
                List.of("%s", "use %s please", "KEY=%s\n", "\"%s\",", "`%s`", "ä%s.", "<%s>")) {
            assertThat(PastedSecrets.find(around.formatted(key.getKey())))
                    .as(around)
                    .contains(key.getValue());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aBeginningIsNone(Map.Entry<String, Kind> key) {
        assertThat(PastedSecrets.find(key.getKey().substring(0, 15))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "set OPENAI_API_KEY to sk-… and ANTHROPIC_API_KEY to sk-ant-…",
                "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "sk-proj-your-key-goes-here-and-is-secret-so-keep-it",
                "the class sk-learn-pipeline-with-a-long-name-1234567890-abcdefghijkl",
                "task-2f1c8a9be0d34c7fa6b5e4d3c2b1a0998877 is done",
                "AKIAIOSFODNN7EXAMPLE is the one of the manual",
                "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
                "find all files with -----BEGIN PRIVATE KEY----- in them, in the folder src",
                "https://example.org/a/b?session=MTIzNDU2Nzg5MDEyMzQ1Njc4",
                "My.sentence.withoutspacesisverylongandgoesonandonandon",
                "Module.Package1.ThisIsAVeryLongNameOfAClassInJava"
            })
    void otherTextIsNone(String text) {
        assertThat(PastedSecrets.find(text)).isEmpty();
    }

    @Test
    void aKeyBehindAnExampleIsFound() {
        assertThat(PastedSecrets.find("not sk-" + "x".repeat(48) + " but sk-" + some(48)))
                .contains(Kind.OPENAI);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-",
                "sk-ant-",
                "M",
                "eyJ",
                "eyJaaaaaaaaaaaaa.",
                "-----BEGIN ",
                "a",
                "xoxb-",
                "-----BEGIN PRIVATE KEY-----",
                "AKIA",
                "eyJaaaaaaaaaaaaa.eyJaaaaaaaaaaaaa.",
                ".M"
            })
    void takesTimeInProportionToTheText(String piece) {
        String text = piece.repeat(Limits.FILE_BYTES / 4 / piece.length());
        assertTimeout(Duration.ofSeconds(5), () -> assertThat(PastedSecrets.find(text)).isEmpty());
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Some letters, and some digits. */
    private static String some(int length) {
        return some(LETTERS, length - 2) + "42";
    }

    private static String some(String characters, int length) {
        return RANDOM.ints(length, 0, characters.length())
                .mapToObj(each -> String.valueOf(characters.charAt(each)))
                .collect(Collectors.joining());
    }
}

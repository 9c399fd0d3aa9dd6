package dev.crayfleet.agents.safety;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever form a secret takes, it is masked, wherever the pieces of a stream end. */
class SecretFormsTest {
    private static final String SECRET = "made/up \"key\" ä€=~(1)+\\x";
    private static final String FIRST_LINE = "Zmlyc3QgbGluZSBvZiBh+key/that=";
    private static final String SECOND_LINE = "is~made~up~for~this~test";
    private static final String KEY =
            "-----BEGIN THING-----\n" + FIRST_LINE + "\n" + SECOND_LINE + "\n-----END THING-----";

    private final Secrets secrets = new Secrets();

    SecretFormsTest() {
        secrets.addAll(List.of(SECRET, KEY));
    }

    /** Each with what masking makes of it; Base64 may leave a character that says little. */
    static Map<String, String> forms() {
        Map<String, String> forms = new TreeMap<>();
        byte[] bytes = SECRET.getBytes(UTF_8);
        forms.put("plain " + SECRET + ".", "plain ***.");
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            forms.put("alone " + encoder.encodeToString(bytes), "alone ***");
            forms.put("bare " + encoder.withoutPadding().encodeToString(bytes), "bare ***");
        }
        forms.put("hex " + HexFormat.of().formatHex(bytes), "hex ***");
        forms.put("HEX " + HexFormat.of().withUpperCase().formatHex(bytes), "HEX ***");
        forms.put("form " + URLEncoder.encode(SECRET, UTF_8) + "&", "form ***&");
        forms.put("uri made%2Fup%20%22key%22%20%C3%A4%E2%82%AC%3D~(1)%2B%5Cx&", "uri ***&");
        forms.put("rfc made%2fup%20%22key%22%20%c3%a4%e2%82%ac%3d~%281%29%2b%5cx&", "rfc ***&");
        forms.put("json made/up \\\"key\\\" ä€=~(1)+\\\\x\"", "json ***\"");
        forms.put("json made\\/up \\\"key\\\" ä€=~(1)+\\\\x\"", "json ***\"");
        forms.put("json made/up \\\"key\\\" \\u00e4\\u20ac=~(1)+\\\\x\"", "json ***\"");
        forms.put("json made/up \\\"key\\\" \\u00E4\\u20AC=~(1)+\\\\x\"", "json ***\"");
        forms.put("html made/up \\\"key\\\" ä€\\u003d~(1)+\\\\x\"", "html ***\"");
        forms.put("key " + KEY + ".", "key ***.");
        forms.put("key " + KEY.replace("\n", "\\n") + ".", "key ***.");
        forms.put("first " + FIRST_LINE + "\n", "first ***\n");
        forms.put("second " + SECOND_LINE + "\n", "second ***\n");
        forms.put("line " + URLEncoder.encode(FIRST_LINE, UTF_8) + "&", "line ***&");
        forms.put("-----BEGIN THING-----\nx", "-----BEGIN THING-----\nx");
        return forms;
    }

    static List<String> texts() {
        return List.copyOf(forms().keySet());
    }

    @ParameterizedTest
    @MethodSource("texts")
    void masksEachFormWhereverPiecesEnd(String text) throws Exception {
        String expected = forms().get(text);
        assertThat(secrets.mask(text)).isEqualTo(expected);
        assertThat(new String(secrets.mask(text.getBytes(UTF_8)), UTF_8)).isEqualTo(expected);
        for (int piece : new int[] {1, 2, 5, 7, 16, 1000}) {
            assertThat(filtered(text, piece)).as("pieces of %d", piece).isEqualTo(expected);
        }
    }

    /** As {@code env | base64} and {@code xxd -p} print it, at every place in a line. */
    @ParameterizedTest
    @CsvSource({"60", "64", "76", "1000"})
    void masksWhatProgramsBreakIntoLines(int width) throws Exception {
        for (int before = 0; before < 80; before++) {
            byte[] all = ("x".repeat(before) + SECRET + "y".repeat(90)).getBytes(UTF_8);
            String mime =
                    Base64.getMimeEncoder(width / 4 * 4, new byte[] {'\n'}).encodeToString(all);
            String hex = HexFormat.of().formatHex(all).replaceAll("(.{" + width + "})", "$1\r\n");
            for (String text : List.of(mime, hex)) {
                for (int piece : new int[] {1, 13, 10_000}) {
                    String masked = filtered(text, piece).replaceAll("\\s", "");
                    assertThat(masked).as("after %d bytes", before).contains("***");
                    assertThat(decoded(masked, text.equals(hex)))
                            .noneMatch(part -> hasPartOfTheSecret(part));
                }
            }
        }
    }

    /** What can be read in what is left, whatever the alignment. */
    private static List<String> decoded(String masked, boolean isHex) {
        return Arrays.stream(masked.split("\\*\\*\\*"))
                .flatMap(part -> IntStream.range(0, 4).mapToObj(skip -> decode(part, skip, isHex)))
                .collect(Collectors.toList());
    }

    private static String decode(String part, int skip, boolean isHex) {
        int unit = isHex ? 2 : 4;
        String rest = part.substring(Math.min(skip, part.length())).replace("=", "");
        String whole = rest.substring(0, rest.length() / unit * unit);
        return new String(
                isHex ? HexFormat.of().parseHex(whole) : Base64.getDecoder().decode(whole), UTF_8);
    }

    /** Of a form that goes over two lines, seven characters may have been passed on before. */
    private static boolean hasPartOfTheSecret(String text) {
        return IntStream.rangeClosed(0, SECRET.length() - 6)
                .anyMatch(at -> text.contains(SECRET.substring(at, at + 6)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void masksBase64AtAllAlignments(int before) {
        byte[] all = ("a".repeat(before) + SECRET + " and more").getBytes(UTF_8);
        String masked = secrets.mask(Base64.getEncoder().encodeToString(all));
        assertThat(masked).contains("***").hasSizeLessThan(before * 4 / 3 + 20);
    }

    @Test
    void aLineIsNotHeldBackUntilTheNextOne() throws Exception {
        Secrets.Filter filter = secrets.filter();
        String encoded = Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8));
        byte[] line = ("it ends in " + encoded.substring(0, 5) + "\n").getBytes(UTF_8);
        assertThat(filter.pass(line, line.length)).isEqualTo(line);
        byte[] rest = (encoded.substring(5) + "\n").getBytes(UTF_8);
        assertThat(new String(filter.pass(rest, rest.length), UTF_8)).isEqualTo("***\n");
    }

    @Test
    void aWholeSecretIsNotHeldBack() {
        Secrets.Filter filter = secrets.filter();
        byte[] text = ("it is " + SECRET).getBytes(UTF_8);
        assertThat(new String(filter.pass(text, text.length), UTF_8)).isEqualTo("it is ***");
    }

    @Test
    void aSecretThatIsAddedMeanwhileIsMasked() {
        Secrets.Filter filter = secrets.filter();
        byte[] text = "made-up-to".getBytes(UTF_8);
        byte[] first = filter.pass(text, text.length);
        secrets.add("another-made-up-one");
        byte[] more = "/ another-made-up-one".getBytes(UTF_8);
        assertThat(new String(first, UTF_8) + new String(filter.pass(more, more.length), UTF_8))
                .isEqualTo("made-up-to/ ***");
    }

    @Test
    void masksTheBeginningOfAFormWhereATextWasCut() {
        String hex = HexFormat.of().formatHex(SECRET.getBytes(UTF_8));
        assertThat(secrets.mask("is " + hex.substring(0, 20) + "…")).isEqualTo("is ***…");
        assertThat(secrets.mask("is " + hex.substring(0, 7)))
                .isEqualTo("is " + hex.substring(0, 7));
    }

    /** With forms that begin like themselves, as those that cost the most do. */
    @Test
    void takesTimeInProportionToTheText() {
        Secrets many = new Secrets();
        many.add("a".repeat(4000) + "b");
        many.add("ab".repeat(2000) + "c");
        IntStream.range(0, 200).forEach(i -> many.add("made-up-" + i + "-secret-".repeat(10)));
        byte[] text =
                ("a".repeat(3999) + "ab".repeat(1999) + "made-up-1").repeat(500).getBytes(UTF_8);
        assertTimeout(Duration.ofSeconds(10), () -> many.mask(text));
        assertTimeout(
                Duration.ofSeconds(10), () -> many.add("x".repeat(100_000) + "\n".repeat(100_000)));
        assertThat(many.mask("is " + "x".repeat(100_000))).isEqualTo("is ***");
    }

    private String filtered(String text, int piece) throws Exception {
        byte[] all = text.getBytes(UTF_8);
        Secrets.Filter filter = secrets.filter();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < all.length; at += piece) {
            byte[] part = Arrays.copyOfRange(all, at, Math.min(all.length, at + piece));
            out.write(filter.pass(part, part.length));
        }
        out.write(filter.end());
        return out.toString(UTF_8);
    }
}

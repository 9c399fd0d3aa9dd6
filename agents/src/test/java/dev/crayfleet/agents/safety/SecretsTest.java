package dev.crayfleet.agents.safety;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private final Secrets secrets =
            Secrets.of(
                    Map.of(
                            "DISCORD_TOKEN", "made-up-token",
                            "SOME_API_KEY", "made-up-key-ä",
                            "A_PASSWORD", "short",
                            "HOME", "/home/somebody"));

    @Test
    void masksValuesOfVariablesWithSecretNames() {
        assertThat(secrets.mask("made-up-token, made-up-key-ä, short, /home/somebody"))
                .isEqualTo("***, ***, short, /home/somebody");
        byte[] bytes = "made-up-key-ä!".getBytes(StandardCharsets.UTF_8);
        assertThat(new String(secrets.mask(bytes), StandardCharsets.UTF_8)).isEqualTo("***!");
        byte[] none = {1, 2, (byte) 0xff};
        assertThat(secrets.mask(none)).isEqualTo(none);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 100})
    void masksSecretsAcrossPieces(int piece) throws Exception {
        byte[] all = "a made-up-token and made-up-key-ä; ü".getBytes(StandardCharsets.UTF_8);
        Secrets.Filter filter = secrets.filter();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < all.length; at += piece) {
            int count = Math.min(piece, all.length - at);
            byte[] part = new byte[count];
            System.arraycopy(all, at, part, 0, count);
            out.write(filter.pass(part, count));
        }
        out.write(filter.end());
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a *** and ***; ü");
    }

    /** What a process prints before it hangs is to be in its log. */
    @Test
    void holdsBackOnlyWhatMayBeTheBeginningOfASecret() {
        Secrets.Filter filter = secrets.filter();
        assertThat(passed(filter, "it waits\n")).isEqualTo("it waits\n");
        assertThat(passed(filter, "for made-up")).isEqualTo("for ");
        assertThat(passed(filter, " things")).isEqualTo("made-up things");
    }

    private static String passed(Secrets.Filter filter, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new String(filter.pass(bytes, bytes.length), StandardCharsets.UTF_8);
    }

    @Test
    void masksThePasswordInAUrl() {
        Secrets proxy =
                Secrets.of(Map.of("HTTPS_PROXY", "http://somebody:made-up-pass@proxy.test:3128"));
        assertThat(proxy.mask("http://somebody:made-up-pass@proxy.test:3128"))
                .isEqualTo("http://somebody:***@proxy.test:3128");
    }

    @Test
    void masksTheBeginningOfASecretAtTheEndOfACutText() {
        assertThat(secrets.mask("it is made-up-to")).isEqualTo("it is ***");
        assertThat(secrets.mask("it is made-up-to…")).isEqualTo("it is ***…");
        assertThat(secrets.mask("it is made-up")).isEqualTo("it is made-up");
    }

    @Test
    void masksTheLongerOfTwoSecretsFirst() {
        secrets.add("made-up-token-and-more");
        assertThat(secrets.mask("made-up-token-and-more made-up-token")).isEqualTo("*** ***");
    }

    @Test
    void masksSecretsInUtf16() {
        Secrets secrets = new Secrets();
        secrets.add("made-up-secret");
        for (var charset :
                List.of(
                        StandardCharsets.UTF_8,
                        StandardCharsets.UTF_16LE,
                        StandardCharsets.UTF_16BE)) {
            byte[] masked = secrets.mask("is made-up-secret.".getBytes(charset));
            assertThat(new String(masked, charset)).isEqualTo("is ***.");
        }
    }
}

package dev.crayfleet.agents.safety;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** How a secret looks in Base64, alone or within something longer, and in hex. */
final class EncodedForms {
    private static final int BITS_OF_BYTE = 8;
    private static final int BITS_OF_CHAR = 6;

    /** So many bytes make up whole characters. */
    private static final int ALIGNMENTS = 3;

    private EncodedForms() {}

    static List<String> of(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>();
        for (int before = 0; before < ALIGNMENTS; before++) {
            addBase64(Base64.getEncoder(), bytes, before, forms);
            addBase64(Base64.getUrlEncoder(), bytes, before, forms);
        }
        forms.add(HexFormat.of().formatHex(bytes));
        forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
        return forms;
    }

    /**
     * The characters that depend on nothing but the secret, and the same with what stands behind
     * them where the secret is the end of the text.
     *
     * @param before how many bytes stand before the secret, modulo 3
     */
    private static void addBase64(
            Base64.Encoder encoder, byte[] secret, int before, List<String> forms) {
        byte[] shifted = new byte[before + secret.length];
        System.arraycopy(secret, 0, shifted, before, secret.length);
        String padded = encoder.encodeToString(shifted);
        int from = Math.ceilDiv(before * BITS_OF_BYTE, BITS_OF_CHAR);
        int to = shifted.length * BITS_OF_BYTE / BITS_OF_CHAR;
        forms.add(padded.substring(from, to));
        if (to < padded.length()) {
            forms.add(encoder.withoutPadding().encodeToString(shifted).substring(from));
            forms.add(padded.substring(from));
        }
    }
}

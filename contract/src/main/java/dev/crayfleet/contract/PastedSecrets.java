package dev.crayfleet.contract;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises keys of known forms in what people write, so that one that was pasted by mistake goes
 * no further. Prefers missing one to taking other text for one: examples like {@code sk-xxxx…} are
 * none. Pure, and takes time in proportion to the text.
 */
public final class PastedSecrets {
    /** What a key seems to be. */
    public enum Kind {
        ANTHROPIC("a key of Anthropic"),
        OPENAI("a key of OpenAI or a similar service"),
        GITHUB("a token of GitHub"),
        GITLAB("a token of GitLab"),
        AWS("an access key of AWS"),
        GOOGLE("an API key of Google"),
        SLACK("a token of Slack"),
        DISCORD("a token of a Discord bot"),
        PRIVATE_KEY("a private key"),
        JWT("a JSON Web Token"),
        CRAYFLEET("a token of Crayfleet");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** For people: {@code a token of GitHub}. */
        public String words() {
            return words;
        }
    }

    /** Fewer are the same few again and again, as in examples. */
    private static final int MIN_DISTINCT = 10;

    /**
     * Named as their kinds. Each begins where no longer word does, and takes as much as it can and
     * gives nothing back, so that no character is looked at more than a few times.
     */
    private static final Pattern FORMS =
            Pattern.compile(
                    """
                    (?=[sgxcAMNOe])(?<![A-Za-z0-9_-])(?:
                      (?<anthropic>sk-ant-[A-Za-z0-9_-]{32,}+)
                      |(?<openai>sk-(?:(?:proj|svcacct|admin|or-v1)-[A-Za-z0-9_-]{32,}+|[A-Za-z0-9]{32,}+))
                      |(?<github>gh[pousr]_[A-Za-z0-9]{36,}+|github_pat_[A-Za-z0-9_]{50,}+)
                      |(?<gitlab>glpat-[A-Za-z0-9_-]{20,}+)
                      |(?<aws>(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9]))
                      |(?<google>AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-]))
                      |(?<slack>xox[abeoprs]-[A-Za-z0-9-]{24,}+)
                      |(?<crayfleet>cft_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-]))
                      |(?<discord>[MNO][A-Za-z0-9_-]{22,27}+\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,}+)
                      |(?<jwt>eyJ[A-Za-z0-9_-]{12,}+\\.eyJ[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]{20,}+)
                    )
                    |(?<pem>-----BEGIN\\ (?:[A-Z]{2,10}\\ ){0,2}PRIVATE\\ KEY(?:\\ BLOCK)?-----)
                    """,
                    Pattern.COMMENTS);

    /** A line of a key stands so near behind its first line; headers may be between them. */
    private static final int MAX_PEM_HEADER_CHARS = 300;

    private static final Pattern PEM_LINE =
            Pattern.compile("(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,}+");
    private static final Pattern USER_ID = Pattern.compile("[0-9]{17,20}");
    private static final int MAX_JWT_HEADER_CHARS = 4_000;

    private PastedSecrets() {}

    /** What the first key in a text seems to be; empty where there is none. */
    public static Optional<Kind> find(String text) {
        Matcher form = FORMS.matcher(text);
        while (form.find()) {
            Optional<Kind> kind = kind(form, text);
            if (kind.isPresent()) {
                return kind;
            }
        }
        return Optional.empty();
    }

    private static Optional<Kind> kind(Matcher form, String text) {
        if (form.group("pem") != null) {
            // Not beyond the next such line, so that nothing is looked through twice.
            int next = text.indexOf("-----", form.end());
            int most = Math.min(text.length(), form.end() + MAX_PEM_HEADER_CHARS);
            Matcher line =
                    PEM_LINE.matcher(text)
                            .region(form.end(), next < 0 ? most : Math.min(most, next));
            return isSure(line.find() && isRandom(line.group()), Kind.PRIVATE_KEY);
        }
        if (form.group("discord") != null) {
            return isSure(isOfAUser(firstPart(form.group())), Kind.DISCORD);
        }
        if (form.group("jwt") != null) {
            return isSure(isJwtHeader(firstPart(form.group())), Kind.JWT);
        }
        if (form.group("aws") != null) {
            return isSure(
                    !form.group().endsWith("EXAMPLE") && distinct(form.group()) >= MIN_DISTINCT,
                    Kind.AWS);
        }
        return isSure(isRandom(form.group()), named(form));
    }

    private static Kind named(Matcher form) {
        for (Kind each : Kind.values()) {
            String group = each.name().toLowerCase(Locale.ROOT);
            if (form.namedGroups().containsKey(group) && form.group(group) != null) {
                return each;
            }
        }
        throw new IllegalStateException("a form of a key has no kind");
    }

    private static Optional<Kind> isSure(boolean isSure, Kind kind) {
        return isSure ? Optional.of(kind) : Optional.empty();
    }

    private static String firstPart(String dotted) {
        return dotted.substring(0, dotted.indexOf('.'));
    }

    /** A token of Discord begins with the number of its bot. */
    private static boolean isOfAUser(String base64) {
        return USER_ID.matcher(decoded(base64)).matches();
    }

    private static boolean isJwtHeader(String base64) {
        return base64.length() <= MAX_JWT_HEADER_CHARS && decoded(base64).contains("\"alg\"");
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean isRandom(String key) {
        return distinct(key) >= MIN_DISTINCT
                && key.chars().anyMatch(c -> c >= '0' && c <= '9')
                && key.chars().anyMatch(Character::isLetter);
    }

    private static long distinct(String key) {
        return key.chars().distinct().count();
    }
}

package dev.crayfleet.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a runner says of itself when it joins a pool, for people; and what it can do that older ones
 * cannot. It comes from outside: every text is a line without control characters, and is cut.
 *
 * @param host name of its machine, at most {@value #MAX_HOST_CHARS} characters; empty if it has
 *     none
 * @param version of Crayfleet that it runs, at most {@value #MAX_VERSION_CHARS} characters
 * @param openclaw version of the OpenClaw that works for the pool; absent where none does, or it
 *     did not say
 * @param abilities such as {@link #LOGS}, at most {@value #MAX_ABILITIES}; others are ignored
 * @param models what the names of models mean to it, for this pool; absent where it does not say
 */
public record RunnerDetails(
        String host,
        String version,
        @Nullable String openclaw,
        List<String> abilities,
        @Nullable RunnerModels models) {
    /** It answers {@link ClaimMessage.LogRequested}. */
    public static final String LOGS = "logs";

    /** It runs an agent no further than {@link ClaimMessage.Work#mode} allows, or not at all. */
    public static final String MODES = "modes";

    /** As long as the name of a host may be. */
    private static final int MAX_HOST_CHARS = 253;

    private static final int MAX_VERSION_CHARS = 60;
    private static final int MAX_ABILITIES = 16;

    public RunnerDetails {
        host = line(host, MAX_HOST_CHARS);
        version = line(version, MAX_VERSION_CHARS);
        openclaw = openclaw == null ? null : line(openclaw, MAX_VERSION_CHARS);
        abilities = abilities(abilities);
    }

    static List<String> abilities(@Nullable List<String> raw) {
        return raw == null
                ? List.of()
                : raw.stream()
                        .limit(MAX_ABILITIES)
                        .map(each -> line(each, MAX_VERSION_CHARS))
                        .toList();
    }

    /** Of one of whom nothing is known but what it can do. */
    public static RunnerDetails ofAbilities(List<String> abilities) {
        return new RunnerDetails("", "", null, abilities);
    }

    /** Of one that does not say what names of models mean to it. */
    public RunnerDetails(
            String host, String version, @Nullable String openclaw, List<String> abilities) {
        this(host, version, openclaw, abilities, null);
    }

    private static String line(@Nullable String text, int maxChars) {
        // Cut first as well, so that the rest costs no more than what is kept.
        return text == null
                ? ""
                : Limits.cut(Texts.oneLine(Limits.cut(text, 2 * maxChars)).strip(), maxChars);
    }

    /** Whether it is asked for what its agents print. */
    public boolean servesLogs() {
        return abilities.contains(LOGS);
    }

    /** Whether it may be given tasks that are to be run restricted. */
    public boolean knowsModes() {
        return abilities.contains(MODES);
    }
}

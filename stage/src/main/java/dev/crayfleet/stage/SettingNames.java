package dev.crayfleet.stage;

import java.util.Locale;
import java.util.regex.Pattern;

/** The two names of a setting: the property's, and the environment variable's. */
final class SettingNames {
    /** Not where a variable, or a value, is named behind it already. */
    private static final Pattern PROPERTY =
            Pattern.compile(
                    "(?<![\\w.-])crayfleet(?:\\.[a-z][a-z0-9]*+(?:-[a-z0-9]++)*+)++(?! \\(|=|\\.[a-z*])");

    private SettingNames() {}

    /** {@code crayfleet.runner.max-tasks} is {@code CRAYFLEET_RUNNER_MAX_TASKS}. */
    static String variable(String property) {
        return property.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    /** A sentence that names each of our settings by its variable as well. */
    static String withVariables(String sentence) {
        return PROPERTY.matcher(sentence)
                .replaceAll(found -> found.group() + " (" + variable(found.group()) + ")");
    }
}

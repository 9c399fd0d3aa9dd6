package dev.crayfleet.agents.delegation;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.InlineTags;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.contract.Thinking;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a request, as forms of HTML have them. */
final class DelegateForm {
    private static final String FILE = "file";
    private static final Set<String> FIELDS =
            Set.of(
                    "agent",
                    "needs",
                    "instruction",
                    "model",
                    "thinking",
                    "timeout",
                    "deliver",
                    "channel",
                    "detach");
    private static final int MAX_FIELDS = 64;
    private static final String WAIT = "wait=";
    private static final String WITHOUT_TEXT = "text=no";

    private final Map<String, String> fields = new HashMap<>();
    private final List<FileRef> files = new ArrayList<>();

    private DelegateForm() {}

    static DelegationRequest parse(byte[] body, SentFiles sent) throws DelegateException {
        try {
            DelegateForm form = new DelegateForm();
            String[] pairs = new String(body, StandardCharsets.UTF_8).split("&", MAX_FIELDS + 1);
            if (pairs.length > MAX_FIELDS) {
                throw new IllegalArgumentException("The request has too many fields.");
            }
            for (String pair : pairs) {
                form.take(pair, sent);
            }
            return form.request();
        } catch (IllegalArgumentException e) {
            throw new DelegateException(400, Texts.oneLine(String.valueOf(e.getMessage())));
        }
    }

    private void take(String pair, SentFiles sent) throws DelegateException {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        if (name.equals(FILE)) {
            files.add(sent.find(value.matches("\\d{1,6}") ? Integer.parseInt(value) : 0));
        } else if (!FIELDS.contains(name)) {
            throw new IllegalArgumentException(
                    "There is no field \"%s\".".formatted(Limits.cut(Texts.oneLine(name), 60)));
        } else if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private DelegationRequest request() {
        String agent = fields.get("agent");
        return new DelegationRequest(
                agent == null ? null : new Pool(agent),
                capability(fields.get("needs")),
                fields.getOrDefault("instruction", "").strip(),
                options(),
                files,
                isTrue("deliver"),
                channel(fields.get("channel")),
                isTrue("detach"));
    }

    private TaskOptions options() {
        String thinking = fields.get("thinking");
        String timeout = fields.get("timeout");
        return new TaskOptions(
                fields.get("model"),
                thinking == null ? null : Thinking.of(thinking),
                timeout == null ? null : InlineTags.duration(timeout),
                null,
                null);
    }

    private boolean isTrue(String name) {
        return "true".equals(fields.get(name));
    }

    private static @Nullable String capability(@Nullable String word) {
        if (word != null && !word.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException(
                    "A capability has at most 64 letters, digits, '.', '_' and '-'.");
        }
        return word;
    }

    private static @Nullable String channel(@Nullable String id) {
        if (id != null && !id.matches("\\d{1,20}")) {
            throw new IllegalArgumentException(
                    "A channel is named by its id, which has digits only.");
        }
        return id;
    }

    /** How long a question for the end of a child is open; zero where that is not said. */
    static Duration wait(String query) throws DelegateException {
        for (String each : query.split("&", MAX_FIELDS)) {
            if (each.startsWith(WAIT)) {
                String seconds = each.substring(WAIT.length());
                if (!seconds.matches("\\d{1,6}")) {
                    throw new DelegateException(400, "wait= takes a number of seconds.");
                }
                Duration asked = Duration.ofSeconds(Integer.parseInt(seconds));
                return asked.compareTo(DelegateLimits.MAX_WAIT) > 0
                        ? DelegateLimits.MAX_WAIT
                        : asked;
            }
        }
        return Duration.ZERO;
    }

    /** Whether the status alone is wanted of one that has ended. */
    static boolean isWithoutText(String query) {
        return List.of(query.split("&", MAX_FIELDS)).contains(WITHOUT_TEXT);
    }
}

package dev.crayfleet.fleet.words;

import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Approval;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.Selection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What there is to say of an agent, a role or an approval, by what it is about. */
final class Aspects {
    private static final String NO_LIMIT = "no limit";
    private static final String UNKNOWN = "not said";
    private static final long KIB = 1024;

    private Aspects() {}

    /** Of a role, all but its members and what they may do; what is not limited says so. */
    static Map<String, String> of(Role role) {
        Map<String, String> aspects = new LinkedHashMap<>();
        aspects.put("agents", names(role.agents()));
        aspects.put("models", names(role.models()));
        aspects.put("mode", role.mode().word());
        aspects.putAll(of(role.caps()));
        return aspects;
    }

    private static Map<String, String> of(Caps caps) {
        Map<String, String> aspects = new LinkedHashMap<>();
        aspects.put("time-out", atMost(caps.timeout()));
        aspects.put("retries", atMost(caps.retries()));
        aspects.put(
                "priority",
                caps.priority() == null ? NO_LIMIT : "at most " + caps.priority().word());
        aspects.put("prompt", size(caps.promptBytes()));
        aspects.put("files", size(caps.filesBytes()));
        aspects.put("tasks a minute", atMost(caps.tasksPerMinute()));
        aspects.put("tasks at a time", atMost(caps.openTasks()));
        return aspects;
    }

    /** Of those, what limits. */
    static Map<String, String> limits(Role role) {
        return limiting(of(role));
    }

    /** Of limits, those that there are. */
    static Map<String, String> limits(Caps caps) {
        return limiting(of(caps));
    }

    private static Map<String, String> limiting(Map<String, String> aspects) {
        aspects.values().removeIf(NO_LIMIT::equals);
        return aspects;
    }

    static Map<String, String> of(Agent agent) {
        Map<String, String> aspects = new LinkedHashMap<>();
        aspects.put("about", or(agent.about()));
        aspects.put("model", or(agent.model()));
        aspects.put("thinking", or(agent.thinking() == null ? null : agent.thinking().word()));
        aspects.put("mode", agent.mode().word());
        aspects.put("capabilities", list(agent.capabilities()));
        aspects.put("may delegate to", names(agent.mayDelegateTo()));
        aspects.put("slots", or(agent.slots() == null ? null : agent.slots().toString()));
        Agent.Identity identity = agent.identity();
        aspects.put("name of its posts", or(identity == null ? null : identity.name()));
        aspects.put("picture of its posts", or(identity == null ? null : identity.avatar()));
        aspects.put("channel of its results", or(agent.results()));
        aspects.put("memory", agent.memory().name().toLowerCase(Locale.ROOT));
        aspects.put("home", or(agent.home()));
        return aspects;
    }

    /** Of those, what is said. */
    static Map<String, String> said(Agent agent) {
        Map<String, String> said = of(agent);
        said.values().removeIf(UNKNOWN::equals);
        return said;
    }

    /** An approval in a sentence. */
    static String sentence(Approval approval) {
        StringBuilder sentence = new StringBuilder("tasks");
        if (!approval.agents().isAll()) {
            sentence.append(" of ").append(names(approval.agents()));
        }
        if (!approval.models().isAll()) {
            sentence.append(" with ").append(names(approval.models()));
        }
        if (!approval.roles().isAll()) {
            sentence.append(" of who may submit them only by ").append(names(approval.roles()));
        }
        sentence.append(" wait until ").append(String.join(" or ", approval.by()));
        sentence.append(" approves them");
        if (approval.notByRequester()) {
            sentence.append(", but not the one who has asked");
        }
        if (approval.expires() != null) {
            sentence.append(", for ").append(ReadableTimes.duration(approval.expires()));
            sentence.append(" at most");
        }
        return sentence.toString();
    }

    static String names(Selection selection) {
        return selection.isAll() ? "all" : list(selection.names());
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static String or(@Nullable String said) {
        return said == null ? UNKNOWN : said;
    }

    private static String atMost(@Nullable Integer most) {
        return most == null ? NO_LIMIT : "at most %,d".formatted(most);
    }

    private static String atMost(@Nullable Duration longest) {
        return longest == null ? NO_LIMIT : "at most " + ReadableTimes.duration(longest);
    }

    private static String size(@Nullable Long bytes) {
        if (bytes == null) {
            return NO_LIMIT;
        }
        return bytes % KIB == 0
                ? "at most %,d KiB".formatted(bytes / KIB)
                : "at most %,d bytes".formatted(bytes);
    }
}

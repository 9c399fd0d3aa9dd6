package dev.crayfleet.fleet;

import java.util.List;

/** Fleet files with one fault each, and what is to be said of it. */
public final class InvalidFiles {
    private InvalidFiles() {}

    /**
     * @param place line and column of the problem
     * @param sentence a part of it
     * @param isStructure whether the schema, too, has to find it
     */
    public record Case(
            String yaml, String place, String path, String sentence, boolean isStructure) {
        @Override
        public String toString() {
            return path + ": " + sentence;
        }
    }

    private static Case structure(String yaml, String place, String path, String sentence) {
        return new Case(yaml, place, path, sentence, true);
    }

    private static Case meaning(String yaml, String place, String path, String sentence) {
        return new Case(yaml, place, path, sentence, false);
    }

    /** A role with this line in it, which is line 4, below a role that may approve nothing. */
    private static String role(String line) {
        return "roles:\n  r:\n    may: submit\n    " + line + "\n";
    }

    private static String agent(String line) {
        return "agents:\n  a:\n    " + line + "\n";
    }

    public static List<Case> all() {
        return List.of(
                structure(
                        "role: {}\n",
                        "1:1",
                        "",
                        "\"role\" is no known key; did you mean \"roles\"?"),
                structure("[]\n", "1:1", "", "names with values"),
                structure("budgets: []\n", "1:1", "", "does not know budgets yet"),
                structure("schedules: {}\n", "1:1", "", "does not know schedules yet"),
                structure("workflows:\n", "1:1", "", "does not know workflows yet"),
                structure("roles:\n", "1:7", "roles", "no role is named"),
                structure("roles: {}\n", "1:8", "roles", "no role is named"),
                structure("roles: [lead]\n", "1:8", "roles", "names of roles"),
                structure("roles:\n  r:\n", "2:5", "roles.r", "has no value"),
                structure("roles:\n  r: {}\n", "2:6", "roles.r", "\"may\" is missing"),
                structure("roles:\n  r r: {may: submit}\n", "2:3", "roles", "is no name"),
                structure(
                        "roles:\n  r:\n    may: [submit, cancle-own]\n",
                        "3:19",
                        "roles.r.may[1]",
                        "\"cancle-own\" is no right; did you mean \"cancel-own\"?"),
                structure("roles:\n  r:\n    may: []\n", "3:10", "roles.r.may", "is empty"),
                structure(
                        "roles:\n  r:\n    may: {a: b}\n",
                        "3:10",
                        "roles.r.may",
                        "a list is expected"),
                structure(
                        "roles:\n  r:\n    may: [[submit]]\n",
                        "3:11",
                        "roles.r.may[0]",
                        "a text is expected"),
                structure(
                        "roles:\n  r:\n    may: true\n",
                        "3:10",
                        "roles.r.may",
                        "a text is expected"),
                structure(role("member: [local]"), "4:5", "roles.r", "did you mean \"members\"?"),
                structure(
                        role("members: [ada]"),
                        "4:15",
                        "roles.r.members[0]",
                        "is no member; allowed are"),
                structure(
                        role("members: [discrod:12]"),
                        "4:15",
                        "roles.r.members[0]",
                        "did you mean \"discord\"?"),
                structure(
                        role("members: [discord:Ada]"),
                        "4:15",
                        "roles.r.members[0]",
                        "names change, ids do not"),
                structure(
                        role("members: ['token:']"), "4:15", "roles.r.members[0]", "names nobody"),
                structure(
                        role("members: ['discord-role:*']"),
                        "4:15",
                        "roles.r.members[0]",
                        "digits only"),
                structure(role("members: [12]"), "4:15", "roles.r.members[0]", "is no member"),
                structure(role("agents: []"), "4:13", "roles.r.agents", "is empty"),
                structure(role("agents:"), "4:12", "roles.r.agents", "has no value"),
                structure(role("models: [a b]"), "4:14", "roles.r.models[0]", "is no model"),
                structure(role("mode: Full"), "4:11", "roles.r.mode", "did you mean \"full\"?"),
                structure(role("limits: 5"), "4:13", "roles.r.limits", "names with values"),
                structure(
                        role("limits: {time-out: 5m}"),
                        "4:14",
                        "roles.r.limits",
                        "did you mean \"timeout\"?"),
                structure(
                        role("limits: {timeout: soon}"),
                        "4:23",
                        "roles.r.limits.timeout",
                        "write 90s, 10m or 2h"),
                structure(
                        role("limits: {timeout: 100000}"),
                        "4:23",
                        "roles.r.limits.timeout",
                        "outside 1s to 24h"),
                structure(
                        role("limits: {timeout: PT5M}"),
                        "4:23",
                        "roles.r.limits.timeout",
                        "is no time"),
                structure(
                        role("limits: {retries: 11}"),
                        "4:23",
                        "roles.r.limits.retries",
                        "from 0 to 10"),
                structure(
                        role("limits: {retries: 1.5}"),
                        "4:23",
                        "roles.r.limits.retries",
                        "a whole number"),
                structure(
                        role("limits: {retries: '1'}"),
                        "4:23",
                        "roles.r.limits.retries",
                        "a whole number"),
                structure(
                        role("limits: {priority: urgent}"),
                        "4:24",
                        "roles.r.limits.priority",
                        "there are: high, normal, low"),
                structure(
                        role("limits: {prompt: 5 MB}"),
                        "4:22",
                        "roles.r.limits.prompt",
                        "is no size"),
                structure(
                        role("limits: {files: 0}"),
                        "4:21",
                        "roles.r.limits.files",
                        "outside 1 byte to 16MiB"),
                structure(
                        role("limits: {tasks-per-minute: 0}"),
                        "4:32",
                        "roles.r.limits.tasks-per-minute",
                        "from 1 to 600"),
                structure(
                        role("limits: {open-tasks: many}"),
                        "4:26",
                        "roles.r.limits.open-tasks",
                        "from 1 to 10,000"),
                structure("agents: [a]\n", "1:9", "agents", "names of agents"),
                structure("agents:\n  a: b\n", "2:6", "agents.a", "names with values"),
                structure("agents:\n  a/b: {}\n", "2:3", "agents", "is no name"),
                structure(agent("modell: x"), "3:5", "agents.a", "did you mean \"model\"?"),
                structure(agent("<<: {model: x}"), "3:5", "agents.a", "merge key"),
                structure(agent("about: [x]"), "3:12", "agents.a.about", "a text is expected"),
                structure(agent("about: ''"), "3:12", "agents.a.about", "can be seen"),
                structure(
                        agent("about: " + "x".repeat(501)),
                        "3:12",
                        "agents.a.about",
                        "at most 500"),
                structure(
                        agent("thinking: hi"), "3:15", "agents.a.thinking", "is no thinking level"),
                structure(
                        agent("memory: yes"), "3:13", "agents.a.memory", "there are: fresh, keep"),
                structure(agent("slots: 0"), "3:12", "agents.a.slots", "from 1 to 64"),
                structure(agent("identity: Max"), "3:15", "agents.a.identity", "names with values"),
                structure(
                        agent("identity: {avatar: 'http://x'}"),
                        "3:24",
                        "agents.a.identity.avatar",
                        "https://"),
                structure(agent("results: '#results'"), "3:14", "agents.a.results", "digits only"),
                structure(agent("home: /etc"), "3:11", "agents.a.home", "is no folder below"),
                structure(
                        agent("capabilities: [a b]"),
                        "3:20",
                        "agents.a.capabilities[0]",
                        "is no name"),
                structure("approvals: {}\n", "1:12", "approvals", "a list is expected"),
                structure(
                        "approvals: [{by: r}]\n" + role(""),
                        "1:13",
                        "approvals[0]",
                        "\"when\" is missing"),
                structure(
                        "approvals: [{when: {}, by: r}]\nroles: {r: {may: approve}}\n",
                        "1:20",
                        "approvals[0].when",
                        "no condition is named"),
                structure(
                        "approvals: [{when: {agent: a}, by: r}]\nroles: {r: {may: approve}}\n",
                        "1:21",
                        "approvals[0].when",
                        "did you mean \"agents\"?"),
                structure(
                        "approvals: [{when: {agents: a}, by: r, not-by-requester: maybe}]\nroles: {r: {may: approve}}\n",
                        "1:58",
                        "approvals[0].not-by-requester",
                        "true or false"),
                meaning(
                        "approvals: [{when: {agents: a}, by: r, expires: 31d}]\nroles: {r: {may: approve}}\n",
                        "1:49",
                        "approvals[0].expires",
                        "outside 1s to 30d"),
                meaning(
                        "approvals: [{when: {agents: a}, by: leed}]\nroles: {lead: {may: approve}}\n",
                        "1:37",
                        "approvals[0].by",
                        "\"leed\" is no role; did you mean \"lead\"?"),
                meaning(
                        "approvals: [{when: {roles: [x]}, by: r}]\nroles: {r: {may: approve}}\n",
                        "1:29",
                        "approvals[0].when.roles[0]",
                        "\"x\" is no role"),
                meaning(
                        "approvals: [{when: {agents: a}, by: r}]\nroles: {r: {may: submit}}\n",
                        "1:37",
                        "approvals[0].by",
                        "has no \"approve\""),
                meaning(
                        "approvals: [{when: {agents: a}, by: r}]\n",
                        "1:37",
                        "approvals[0].by",
                        "the file has none"),
                meaning(
                        "agents: {webster: }\nroles: {r: {may: submit, agents: [webmaster]}}\n",
                        "2:35",
                        "roles.r.agents[0]",
                        "\"webmaster\" is no agent; did you mean \"webster\"?"),
                meaning(
                        "agents: {webster: }\nroles: {r: {may: submit, members: ['agent:x']}}\n",
                        "2:36",
                        "roles.r.members[0]",
                        "\"x\" is no agent"),
                meaning(
                        "agents: {a: {may-delegate-to: [b]}}\n",
                        "1:32",
                        "agents.a.may-delegate-to[0]",
                        "\"b\" is no agent"),
                meaning("agents: {a: , A: }\n", "1:15", "agents", "are one name"),
                meaning(
                        role("limits: {prompt: 9MiB}"),
                        "4:22",
                        "roles.r.limits.prompt",
                        "outside 1 byte to 8MiB"),
                meaning(
                        agent("home: agents/../../etc"),
                        "3:11",
                        "agents.a.home",
                        "is no folder below"),
                meaning(
                        agent("identity: {name: My Discord}"),
                        "3:22",
                        "agents.a.identity.name",
                        "allows no name"));
    }
}

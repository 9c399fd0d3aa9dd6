package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.kafka.rights.KafkaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The compose file as compose itself understands it, and that it agrees with what is beside it. */
class ComposeFileTest {
    private static final Path ROOT = Path.of(System.getProperty("crayfleet.root", ".."));
    private static final List<String> OURS =
            List.of("ingest", "dispatcher", "poster", "runner", "discord");

    /** What compose decides itself: where a service listens, above all, which is published. */
    private static final Set<String> NOT_SETTABLE =
            Set.of(
                    "MICRONAUT_SERVER_HOST",
                    "MICRONAUT_SERVER_PORT",
                    "DISCORD_CONFIG",
                    "CRAYFLEET_SIGNING_KEYS_FILE",
                    "CRAYFLEET_KAFKA_CLIENT_CONFIG");

    /** What runs once and ends. */
    private static final Set<String> ONCE =
            Set.of("keys", "kafka-users", "kafka-acls", "crayfleet");

    /** What a runner needs that starts agents as other users; WallsTest tries it with these. */
    private static final List<String> CAPABILITIES =
            List.of("CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID");

    @TempDir private Path folder;

    /** What stands in .env besides the example. */
    private final Map<String, String> settings = new TreeMap<>();

    @Test
    void runsTheKafkaThatIsBuiltAgainst() throws Exception {
        String version =
                Pattern.compile("<kafka.version>(.+)</kafka.version>")
                        .matcher(Files.readString(ROOT.resolve("pom.xml")))
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1);
        assertThat(services().path("kafka").path("image").asText())
                .matches("apache/kafka:" + Pattern.quote(version) + "@sha256:[0-9a-f]{64}");
    }

    @Test
    void theImagesAreBuiltOnImagesPinnedByDigest() throws IOException {
        String dockerfile = Files.readString(ROOT.resolve("deploy/Dockerfile"));
        Map<String, String> pinned = new TreeMap<>();
        Pattern.compile("(?m)^ARG (\\w+)=(\\S+:\\S+@sha256:[0-9a-f]{64})$")
                .matcher(dockerfile)
                .results()
                .forEach(found -> pinned.put("${" + found.group(1) + "}", found.group(2)));
        Set<String> stages = new TreeSet<>();
        List<String> bases = new ArrayList<>();
        for (MatchResult from :
                Pattern.compile("(?m)^FROM (\\S+) AS (\\S+)$")
                        .matcher(dockerfile)
                        .results()
                        .toList()) {
            if (!stages.contains(from.group(1))) {
                bases.add(from.group(1));
            }
            stages.add(from.group(2));
        }
        assertThat(bases).hasSizeGreaterThanOrEqualTo(3).isSubsetOf(pinned.keySet());
    }

    @Test
    void runnersCanBeScaled() throws Exception {
        JsonNode services = services();
        assertThat(services.path("runner").has("ports")).isFalse();
        services.forEach(service -> assertThat(service.has("container_name")).isFalse());
    }

    /** A volume with a name would be that of all runners. */
    @Test
    void eachRunnerHasAVolumeOfItsOwnForItsAgents() throws Exception {
        List<JsonNode> workers = new ArrayList<>();
        services()
                .path("runner")
                .path("volumes")
                .forEach(each -> {
                    if (each.toString().contains("/var/lib/crayfleet/workers")) {
                        workers.add(each);
                    }
                });
        assertThat(workers).hasSize(1);
        // Older versions of compose say it in one word, with the name first.
        JsonNode volume = workers.getFirst();
        assertThat(volume.path("target").asText(volume.asText()))
                .startsWith("/var/lib/crayfleet/workers");
        assertThat(volume.path("source").asText()).isEmpty();
    }

    @Test
    void dispatchersCanBeScaledOverARangeOfPorts() throws Exception {
        settings.put("DISPATCHER_PORT", "8081-8083");
        assertThat(services().path("dispatcher").path("ports").toString())
                .contains("127.0.0.1:8081-8083:8080");
    }

    /**
     * One variable switches, and nothing of the small Discord is left where the real one is used.
     */
    @Test
    void aSmallDiscordIsThereUnlessTheRealOneIsAskedFor() throws Exception {
        JsonNode small = services();
        assertThat(small.path("discord").path("deploy").path("replicas").asInt()).isOne();
        String file =
                small.path("discord").path("environment").path("EMULATOR_CLIENT_FILE").asText();
        settings.put("SMALL_DISCORD", "0");
        JsonNode real = services();
        assertThat(real.path("discord").path("deploy").path("replicas").asInt(-1)).isZero();
        for (String name : List.of("ingest", "poster")) {
            assertThat(small.path(name).path("environment").path("DISCORD_CONFIG").asText())
                    .isEqualTo(file);
            assertThat(real.path(name).path("environment").path("DISCORD_CONFIG").asText())
                    .isNotEqualTo(file)
                    .startsWith("/run/discord/");
            assertThat(small.path(name).path("depends_on").has("discord")).isTrue();
        }
    }

    /** Its page hands out a person's token. */
    @Test
    void agentsDoNotReachTheSmallDiscord() throws Exception {
        JsonNode services = services();
        assertThat(services.path("discord").path("networks").fieldNames())
                .toIterable()
                .containsExactly("bus");
        assertThat(services.path("runner").path("networks").fieldNames())
                .toIterable()
                .containsExactly("work");
    }

    @Test
    void nothingFillsTheDiskOrTheMemory() throws Exception {
        for (Map.Entry<String, JsonNode> service : services().properties()) {
            assertThat(service.getValue().path("mem_limit").asText())
                    .as(service.getKey())
                    .isNotEmpty();
            assertThat(service.getValue().path("logging").path("options").fieldNames())
                    .as(service.getKey())
                    .toIterable()
                    .contains("max-size", "max-file");
        }
        // Agents fill it, and what is in memory counts as theirs.
        assertThat(services().path("runner").path("tmpfs")).isEmpty();
    }

    @Test
    void everyServiceSaysHowItIsAndStopsInOrder() throws Exception {
        for (Map.Entry<String, JsonNode> service : services().properties()) {
            if (ONCE.contains(service.getKey())) {
                assertThat(service.getValue().path("restart").asText()).isIn("no", "on-failure");
            } else {
                assertThat(service.getValue().path("healthcheck").path("test"))
                        .as(service.getKey())
                        .isNotEmpty();
            }
            assertThat(service.getValue().path("stop_grace_period").asText())
                    .as(service.getKey())
                    .isNotEmpty();
        }
    }

    @Test
    void nothingHasMoreRightsThanItNeeds() throws Exception {
        JsonNode services = services();
        for (Map.Entry<String, JsonNode> service : services.properties()) {
            assertThat(service.getValue().path("cap_drop").path(0).asText())
                    .as(service.getKey())
                    .isEqualTo("ALL");
            assertThat(service.getValue().path("security_opt").path(0).asText())
                    .as(service.getKey())
                    .isEqualTo("no-new-privileges:true");
            for (JsonNode port : service.getValue().path("ports")) {
                assertThat(port.asText()).as(service.getKey()).startsWith("127.0.0.1:");
            }
        }
        for (String name : OURS) {
            boolean isRunner = name.equals("runner");
            assertThat(services.path(name).path("user").asText())
                    .as(name)
                    .isEqualTo(isRunner ? "0:0" : "10001:10001");
            List<String> added = new ArrayList<>();
            services.path(name).path("cap_add").forEach(each -> added.add(each.asText()));
            assertThat(added)
                    .as(name)
                    .containsExactlyElementsOf(isRunner ? CAPABILITIES : List.of());
            assertThat(services.path(name).path("read_only").asBoolean())
                    .as(name)
                    .isEqualTo(!isRunner);
        }
    }

    /** As in the image itself; empty is a choice here, unlike elsewhere. */
    @Test
    void eachAgentIsAUserOfItsOwnUnlessSomebodySaysOtherwise() throws Exception {
        String dockerfile = Files.readString(ROOT.resolve("deploy/Dockerfile"));
        assertThat(dockerfile).contains("CRAYFLEET_RUNNER_RUN_AS=\"agent-*\" ");
        assertThat(runAs()).isEqualTo("agent-*");
        settings.put("CRAYFLEET_RUNNER_RUN_AS", "");
        assertThat(runAs()).isEmpty();
        // The folder that openclaw.json comes from may let everybody read it.
        assertThat(services().path("runner").path("volumes").toString())
                .contains("/etc/crayfleet/openclaw");
        assertThat(dockerfile).contains("-m 700 /etc/crayfleet \\\n");
    }

    private String runAs() throws Exception {
        return services()
                .path("runner")
                .path("environment")
                .path("CRAYFLEET_RUNNER_RUN_AS")
                .asText();
    }

    /** Whoever has them can ask in the name of everybody. */
    @Test
    void onlyThoseWhoWriteTasksHaveTheSigningKeys() throws Exception {
        Set<String> holders = new TreeSet<>();
        services()
                .properties()
                .forEach(service -> {
                    if (service.getValue().path("volumes").toString().contains("signing-keys")) {
                        holders.add(service.getKey());
                    }
                    assertThat(
                                    service.getValue()
                                            .path("environment")
                                            .has("CRAYFLEET_SIGNING_KEYS_FILE"))
                            .as(service.getKey())
                            .isEqualTo(
                                    Set.of("ingest", "dispatcher", "crayfleet")
                                            .contains(service.getKey()));
                });
        // A person's command; not every compose lists what has a profile.
        holders.remove("crayfleet");
        assertThat(holders).containsExactly("dispatcher", "ingest", "keys");
    }

    /** A runner knows its hash: what a runner reads, its agents can. */
    @Test
    void aFirstTokenIsMadeBeforeAnyServiceStartsAndRunnersDoNotHaveIt() throws Exception {
        JsonNode services = services();
        Set<String> holders = new TreeSet<>();
        services.properties()
                .forEach(service -> {
                    if (service.getValue().path("volumes").toString().contains("http-token:")) {
                        holders.add(service.getKey());
                    }
                });
        assertThat(holders).containsExactly("crayfleet", "dispatcher", "ingest", "poster", "token");
        for (String name : List.of("ingest", "dispatcher", "poster", "runner")) {
            JsonNode before = services.path(name).path("depends_on").path("token");
            assertThat(before.path("condition").asText())
                    .as(name)
                    .isEqualTo("service_completed_successfully");
        }
        assertThat(services.path("runner").path("environment").has("CRAYFLEET_TOKEN_FILE"))
                .isFalse();
    }

    /** The system may give an agent eight times its limit, and the runner has to go on then. */
    @Test
    void noAgentCanHaveAllProcessesOfARunnersContainer() throws Exception {
        JsonNode runner = services().path("runner");
        int agent = runner.path("environment").path("CRAYFLEET_RUNNER_PROCESS_LIMIT").asInt();
        assertThat(agent).isPositive();
        assertThat(runner.path("pids_limit").asInt()).isGreaterThan(8 * agent + 512);
    }

    /** Where OpenClaw is, as in the image itself. */
    @Test
    void keysOfModelsStayWithTheRunnerUnlessSomebodySaysOtherwise() throws Exception {
        assertThat(services().path("runner").path("environment").path("CRAYFLEET_RUNNER_KEYS"))
                .hasToString("\"proxy\"");
        String dockerfile = Files.readString(ROOT.resolve("deploy/Dockerfile"));
        assertThat(dockerfile.substring(dockerfile.indexOf("FROM service AS runner")))
                .contains("CRAYFLEET_RUNNER_KEYS=proxy\n");
        settings.put("CRAYFLEET_RUNNER_KEYS", "direct");
        assertThat(services().path("runner").path("environment").path("CRAYFLEET_RUNNER_KEYS"))
                .hasToString("\"direct\"");
    }

    /** Who reads the file of another can do in Kafka what that may. */
    @Test
    void everyServiceHasItsOwnUserOfKafkaAndNoOther() throws Exception {
        JsonNode services = services();
        for (String name : List.of("ingest", "dispatcher", "runner", "poster")) {
            JsonNode service = services.path(name);
            assertThat(users(service)).as(name).containsExactly(name);
            assertThat(service.path("environment").path("CRAYFLEET_KAFKA_CLIENT_CONFIG").asText())
                    .isEqualTo("/run/crayfleet/kafka/%s/client.properties".formatted(name));
            assertThat(service.path("depends_on").has("kafka-users")).as(name).isTrue();
            assertThat(service.path("depends_on").has("kafka-acls")).as(name).isTrue();
        }
        for (String name : List.of("kafka", "discord", "keys", "kafka-acls")) {
            assertThat(users(services.path(name))).as(name).isEmpty();
        }
        assertThat(users(services.path("kafka-users")))
                .containsExactlyElementsOf(
                        Stream.of(KafkaRole.values()).map(KafkaRole::word).sorted().toList());
    }

    private static Set<String> users(JsonNode service) {
        Set<String> users = new TreeSet<>();
        Pattern.compile("kafka-user-(\\w+)")
                .matcher(service.path("volumes").toString())
                .results()
                .forEach(found -> users.add(found.group(1)));
        return users;
    }

    /** Without a name one may do everything there, so only on loopback. */
    @Test
    void kafkaAsksEverybodyWhoTheyAre() throws Exception {
        JsonNode kafka = services().path("kafka").path("environment");
        Map<String, String> protocols = new TreeMap<>();
        for (String each :
                kafka.path("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP").asText().split(",", -1)) {
            protocols.put(each.split(":", -1)[0], each.split(":", -1)[1]);
        }
        for (String each : kafka.path("KAFKA_LISTENERS").asText().split(",", -1)) {
            String name = each.substring(0, each.indexOf(':'));
            assertThat(each.contains("://127.0.0.1:") || protocols.get(name).startsWith("SASL_"))
                    .as(each)
                    .isTrue();
        }
        assertThat(kafka.path("KAFKA_AUTHORIZER_CLASS_NAME").asText())
                .endsWith("StandardAuthorizer");
        assertThat(kafka.has("KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND")).isFalse();
        for (String name : List.of("kafka-users", "kafka-acls")) {
            assertThat(services().path(name).path("network_mode").asText())
                    .isEqualTo("service:kafka");
        }
    }

    /** Agents have shells: what the runner knows, they know. */
    @Test
    void onlyThoseWhoSpeakWithDiscordHaveItsToken() throws Exception {
        Set<String> holders = new TreeSet<>();
        Set<String> names = documented("Discord: ingest and poster");
        services()
                .properties()
                .forEach(service ->
                        service.getValue()
                                .path("environment")
                                .fieldNames()
                                .forEachRemaining(name -> {
                                    if (name.startsWith("DISCORD_") || names.contains(name)) {
                                        holders.add(service.getKey());
                                    }
                                }));
        assertThat(holders).containsExactly("ingest", "poster");
    }

    @ParameterizedTest
    @CsvSource({
        "Every service, 'ingest,dispatcher,runner,poster'",
        "Traces: headers for a collector, 'ingest,dispatcher,poster'",
        "Signing: ingest and dispatcher, 'ingest,dispatcher'",
        "Discord: ingest and poster, 'ingest,poster'",
        "Ingest, ingest",
        "Dispatcher, dispatcher",
        "Runner, runner",
        "Poster, poster"
    })
    void everySettingCanBeMadeInTheEnvFile(String section, String services) throws Exception {
        Set<String> names = documented(section);
        names.removeAll(NOT_SETTABLE);
        assertThat(names).isNotEmpty();
        names.forEach(name -> settings.put(name, "value-of-" + name.toLowerCase(Locale.ROOT)));
        JsonNode configured = services();
        for (String service : services.split(",", -1)) {
            JsonNode environment = configured.path(service).path("environment");
            settings.forEach((name, value) ->
                    assertThat(environment.path(name).asText())
                            .as("%s of %s", name, service)
                            .isEqualTo(value));
        }
    }

    private static Set<String> documented(String section) throws IOException {
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        int start = page.indexOf("\n## " + section + "\n");
        assertThat(start).as(section).isPositive();
        int end = page.indexOf("\n## ", start + 1);
        Set<String> names = new TreeSet<>();
        page.substring(start, end < 0 ? page.length() : end)
                .lines()
                .filter(line -> line.startsWith("| `"))
                // The second column has older names there, and defaults elsewhere.
                .map(line -> line.split("\\|", -1))
                .map(cells -> section.startsWith("Discord") ? cells[1] + cells[2] : cells[1])
                .flatMap(cell -> Pattern.compile("`([A-Z_]+)`").matcher(cell).results())
                .forEach(found -> names.add(found.group(1)));
        return names;
    }

    @Test
    void theExampleSettingsAreAllThereAreAndTheirDefaults() throws Exception {
        Map<String, String> example = ComposeConfig.example();
        Set<String> used = new TreeSet<>();
        Pattern.compile("\\$\\{([A-Z_]+)")
                .matcher(Files.readString(ROOT.resolve("docker-compose.yml")))
                .results()
                .map(found -> found.group(1))
                .forEach(used::add);
        assertThat(example.keySet()).isEqualTo(used);
        assertThat(Files.readString(ROOT.resolve(".env.example")))
                .contains("\n#DISCORD_TOKEN=\n", "\n#OPENROUTER_API_KEY=\n");
        ComposeConfig config = new ComposeConfig(folder, settings);
        assertThat(config.withExample()).isEqualTo(config.withoutSettings());
    }

    @Test
    void imagesRunAsNobodyButForTheRunnerAndKeepSecretsOut() throws Exception {
        String dockerfile = Files.readString(ROOT.resolve("deploy/Dockerfile"));
        List<String> users =
                Pattern.compile("(?m)^USER (.+)$")
                        .matcher(dockerfile)
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(users).containsExactly("10001:10001", "10001:10001", "root");
        assertThat(dockerfile)
                .contains(" AS service\n", "FROM service AS runner\n", "HEALTHCHECK ")
                // Which would make every build fetch one image more.
                .doesNotContain("# syntax=");
        assertThat(Files.readAllLines(ROOT.resolve(".dockerignore")))
                .contains(".git", ".env", "*.env", "workers", ".crayfleet");
    }

    private JsonNode services() throws Exception {
        return new ComposeConfig(folder, settings).withExample().path("services");
    }
}

package dev.crayfleet.stage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.fleet.gate.Principal;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.BearerToken;
import dev.crayfleet.kafka.fleet.FleetFollower;
import dev.crayfleet.kafka.fleet.TokenRecord;
import dev.crayfleet.kafka.fleet.TokenTable;
import dev.crayfleet.stage.access.AccessSettings.Demand;
import dev.crayfleet.stage.access.CallerCheck.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessCheckTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir private Path folder;
    private final TokenTable table = new TokenTable();
    private AccessSettings settings = new AccessSettings(Demand.AUTO, "", 10, 3);

    @Test
    void withoutATokenEverybodyOnTheMachineIsAnswered() {
        AccessCheck check = check();
        assertThat(decide(check, null)).isEqualTo(new Verdict.Answered(new Principal.Local()));
        assertThat(decide(check, "Bearer nonsense"))
                .isEqualTo(new Verdict.Answered(new Principal.Local()));
    }

    @Test
    void onceThereIsATokenOnlyWhoHasItIsAnswered() {
        AccessCheck check = check();
        String token = token("ci", List.of("lead"), null);
        assertThat(decide(check, "Bearer " + token))
                .isEqualTo(new Verdict.Answered(new Principal.Token("ci", Set.of("lead"))));
        assertThat(decide(check, "bearer  " + token)).isInstanceOf(Verdict.Answered.class);
        assertThat(sentence(decide(check, null)))
                .contains("Authorization: Bearer", "crayfleet token create", "CRAYFLEET_TOKEN");
        table.onRecord("token:ci", null);
        assertThat(decide(check, null)).isInstanceOf(Verdict.Answered.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Bearer",
                "Bearer ",
                "Basic Y2k6Y2k=",
                "cft_x",
                "Bearer a b",
                "Bearer ä"
            })
    void whatIsNoTokenIsRefused(String authorization) {
        token("ci", List.of(), null);
        assertThat(decide(check(), authorization)).isInstanceOf(Verdict.Unauthorized.class);
    }

    @Test
    void aTokenThatIsNotTakenSaysWhy() {
        String expired = token("old", List.of(), NOW.minus(Duration.ofDays(3)));
        assertThat(sentence(decide(check(), "Bearer " + expired)))
                .isEqualTo(
                        "The token old expired 3 days ago. crayfleet token create old makes another.");
        String revoked = token("gone", List.of(), null);
        table.onRecord("token:gone", null);
        assertThat(sentence(decide(check(), "Bearer " + revoked)))
                .startsWith("The token gone was revoked.");
        assertThat(sentence(decide(check(), "Bearer " + BearerToken.random())))
                .startsWith("This token is not known here");
    }

    @Test
    void aTokenThatHasExpiredStillKeepsOthersOut() {
        token("old", List.of(), NOW.minus(Duration.ofDays(3)));
        assertThat(decide(check(), null)).isInstanceOf(Verdict.Unauthorized.class);
    }

    @Test
    void pagesAndNamesThatAreNotOursAreRefused() {
        AccessCheck check = check();
        Source page = new Source("https://evil.example", LOOPBACK, null, false);
        Source rebound = new Source(null, "evil.example", null, false);
        String authorization = "Bearer " + token("ci", List.of(), null);
        assertThat(check.decide(request(page, authorization, false), at(0)))
                .isInstanceOf(Verdict.Foreign.class);
        assertThat(check.decide(request(rebound, null, false), at(0)))
                .isInstanceOf(Verdict.Foreign.class);
        assertThat(check.decide(request(rebound, null, true), at(0)))
                .isInstanceOf(Verdict.Foreign.class);
        assertThat(check.decide(request(rebound, authorization, false), at(0)))
                .isInstanceOf(Verdict.Answered.class);
    }

    @Test
    void whetherItIsWellIsToldToEverybody() {
        token("ci", List.of(), null);
        Source own = new Source(null, LOOPBACK, null, false);
        assertThat(check().decide(request(own, null, true), at(0)))
                .isInstanceOf(Verdict.Probe.class);
    }

    @Test
    void whoFailsAgainAndAgainHasToWaitAndOthersDoNot() {
        String token = token("ci", List.of(), null);
        AccessCheck check = check();
        for (int i = 0; i < 3; i++) {
            assertThat(decide(check, "Bearer wrong")).isInstanceOf(Verdict.Unauthorized.class);
        }
        assertThat(decide(check, "Bearer wrong")).isInstanceOf(Verdict.TooMany.class);
        assertThat(decide(check, "Bearer " + token)).isInstanceOf(Verdict.Answered.class);
        Source own = new Source(null, LOOPBACK, null, false);
        assertThat(check.decide(request(own, null, false), at(21)))
                .isInstanceOf(Verdict.Unauthorized.class);
    }

    @Test
    void whoAsksTooOftenHasToWait() {
        String one = token("one", List.of(), null);
        String two = token("two", List.of(), null);
        AccessCheck check = check();
        for (int i = 0; i < 20; i++) {
            assertThat(decide(check, "Bearer " + one)).isInstanceOf(Verdict.Answered.class);
        }
        assertThat(decide(check, "Bearer " + one))
                .isEqualTo(
                        new Verdict.TooMany(
                                "That were too many requests. Wait, and ask less often (crayfleet.http.requests-per-second).",
                                Duration.ofMillis(100)));
        assertThat(decide(check, "Bearer " + two)).isInstanceOf(Verdict.Answered.class);
    }

    @Test
    void theTokenOfAFileIsTaken() throws Exception {
        String token = BearerToken.random();
        for (String content :
                List.of(
                        token,
                        token + "\n",
                        "Authorization: Bearer " + token,
                        "sha256:" + BearerToken.hash(token))) {
            Path file = file(content, "rw-------");
            settings = new AccessSettings(Demand.AUTO, file.toString(), 10, 3);
            assertThat(decide(check(), "Bearer " + token))
                    .isEqualTo(new Verdict.Answered(new Principal.Local()));
            assertThat(decide(check(), null)).isInstanceOf(Verdict.Unauthorized.class);
        }
        for (String content : List.of("", "password", "sha256:12", token + " " + token)) {
            Path file = file(content, "rw-------");
            settings = new AccessSettings(Demand.AUTO, file.toString(), 10, 3);
            assertThatThrownBy(this::check).hasMessageStartingWith("there is no token in ");
        }
        settings = new AccessSettings(Demand.AUTO, file(token, "rw-r--r--").toString(), 10, 3);
        assertThatThrownBy(this::check).hasMessageContaining("chmod o-r");
    }

    @Test
    void noServiceListensBeyondLoopbackWithoutATokenOrAnswersThereWithoutOne() {
        KnownTokens tokens = tokens();
        for (String loopback : List.of("127.0.0.1", "localhost", "::1", "127.1.2.3")) {
            tokens.beforeListening(loopback);
        }
        assertThat(tokens.areDemanded()).isFalse();
        for (String open : List.of("0.0.0.0", "::", "", "192.0.2.7")) {
            assertThatThrownBy(() -> tokens().beforeListening(open))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("crayfleet token create NAME");
        }
        token("ci", List.of(), null);
        KnownTokens open = tokens();
        open.beforeListening("0.0.0.0");
        table.onRecord("token:ci", null);
        assertThat(open.areDemanded()).as("the last one was revoked").isTrue();
    }

    @Test
    void tokensCanBeRequiredOnLoopbackAsWell() {
        settings = new AccessSettings(Demand.REQUIRED, "", 10, 3);
        assertThat(decide(check(), null)).isInstanceOf(Verdict.Unauthorized.class);
        assertThatThrownBy(() -> tokens().beforeListening("127.0.0.1"))
                .hasMessageContaining("is required, and there is no token");
    }

    /** A restart while Kafka is away opens nothing. */
    @Test
    void untilTheTokensAreReadOnlyThatOfTheFileIsTaken() throws Exception {
        Source own = new Source(null, LOOPBACK, null, false);
        try (FleetFollower unread =
                new FleetFollower(KafkaSettings.of("127.0.0.1:1"), "test", List.of(table))) {
            AccessCheck check = check(unread);
            assertThat(decide(check, null)).isInstanceOf(Verdict.NotYet.class);
            assertThat(decide(check, "Bearer " + token("revoked-later", List.of(), null)))
                    .isInstanceOf(Verdict.NotYet.class);
            table.onRecord("token:revoked-later", null);
            assertThat(check.decide(request(own, null, true), at(0)))
                    .as("the reason why it is not well, on loopback")
                    .isInstanceOf(Verdict.Answered.class);
            String token = BearerToken.random();
            settings = new AccessSettings(Demand.AUTO, file(token, "rw-------").toString(), 10, 3);
            assertThat(decide(check(unread), "Bearer " + token))
                    .isInstanceOf(Verdict.Answered.class);
            assertThat(decide(check(unread), null)).isInstanceOf(Verdict.NotYet.class);
            assertThat(check(unread).decide(request(own, null, true), at(0)))
                    .isInstanceOf(Verdict.Probe.class);
        }
    }

    private Path file(String content, String permissions) throws Exception {
        Path file = folder.resolve("token");
        Files.deleteIfExists(file);
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private String token(String name, List<String> roles, @Nullable Instant expiresAt) {
        String token = BearerToken.random();
        table.add(new TokenRecord(name, BearerToken.hash(token), roles, Instant.EPOCH, expiresAt));
        return token;
    }

    private AccessCheck check() {
        return new AccessCheck(settings, tokens(), new CallerCheck(List.of(), "a.setting"));
    }

    private AccessCheck check(FleetFollower follower) {
        return new AccessCheck(
                settings,
                new KnownTokens(settings, Optional.of(table), Optional.of(follower)),
                new CallerCheck(List.of(), "a.setting"));
    }

    private KnownTokens tokens() {
        return new KnownTokens(settings, Optional.of(table), Optional.empty());
    }

    private static Verdict decide(AccessCheck check, @Nullable String authorization) {
        return check.decide(
                request(new Source(null, LOOPBACK, null, false), authorization, false), at(0));
    }

    private static AccessCheck.Request request(
            Source source, @Nullable String authorization, boolean isProbe) {
        return new AccessCheck.Request(source, LOOPBACK, authorization, isProbe);
    }

    private static AccessCheck.Now at(long seconds) {
        return new AccessCheck.Now(NOW.plusSeconds(seconds), Duration.ofSeconds(seconds).toNanos());
    }

    private static String sentence(Verdict verdict) {
        return ((Verdict.Unauthorized) verdict).sentence();
    }
}

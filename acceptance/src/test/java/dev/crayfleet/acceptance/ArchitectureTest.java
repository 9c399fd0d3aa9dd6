package dev.crayfleet.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What may know what: the drawing of the architecture, held by the build. */
class ArchitectureTest {
    private static final String[] STAGES = {"ingest", "dispatcher", "runner", "poster"};
    private static final String[] EMULATORS = {"dev.crayfleet.emulator", "dev.crayfleet.model"};
    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.crayfleet");

    @Test
    void stagesDoNotKnowEachOther() {
        for (String stage : STAGES) {
            for (String other : STAGES) {
                if (!stage.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage("dev.crayfleet." + stage + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage("dev.crayfleet." + other + "..")
                            .check(OURS);
                }
            }
        }
    }

    @Test
    void theContractKnowsNothingOfOursAndNeitherKafkaNorDiscord() {
        noClasses()
                .that()
                .resideInAPackage("dev.crayfleet.contract..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.crayfleet.kafka..",
                        "dev.crayfleet.stage..",
                        "org.apache.kafka..",
                        "net.dv8tion..",
                        "io.micronaut..",
                        "org.slf4j..")
                .check(OURS);
    }

    @Test
    void whoMayWhatIsDecidedWithoutKafkaAndFrameworks() {
        noClasses()
                .that()
                .resideInAPackage("dev.crayfleet.fleet..")
                .should()
                .dependOnClassesThat(
                        com.tngtech.archunit.base.DescribedPredicate.describe(
                                "are of another module but the contract",
                                type ->
                                        type.getPackageName().startsWith("dev.crayfleet.")
                                                && !type.getPackageName()
                                                        .startsWith("dev.crayfleet.fleet")
                                                && !type.getPackageName()
                                                        .startsWith("dev.crayfleet.contract")))
                .check(OURS);
    }

    /**
     * Services follow the fleet file in its canonical form, and start without a library for YAML.
     */
    @Test
    void yamlIsReadWherePeopleHandItIn() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.crayfleet.fleet.yaml..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.snakeyaml..")
                .check(OURS);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.crayfleet.fleet.yaml..",
                        "dev.crayfleet.cli..",
                        "dev.crayfleet.local..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.crayfleet.fleet.yaml..")
                .check(OURS);
    }

    @Test
    void kafkaIsSeenOnlyWhereRecordsFlow() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.crayfleet..kafka..", "dev.crayfleet.broker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "kafka..")
                .check(OURS);
    }

    @Test
    void agentsAreRunByCodeThatKnowsNeitherKafkaNorMicronaut() {
        noClasses()
                .that()
                .resideInAPackage("dev.crayfleet.agents..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.crayfleet.kafka..",
                        "dev.crayfleet.stage..",
                        "dev.crayfleet.runner..",
                        "org.apache.kafka..",
                        "io.micronaut..",
                        "io.micrometer..")
                .check(OURS);
    }

    @Test
    void theProductDoesNotKnowWhatProvesOrSimulatesIt() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.crayfleet.agents..",
                        "dev.crayfleet.cli..",
                        "dev.crayfleet.contract..",
                        "dev.crayfleet.discord..",
                        "dev.crayfleet.dispatcher..",
                        "dev.crayfleet.fleet..",
                        "dev.crayfleet.ingest..",
                        "dev.crayfleet.kafka..",
                        "dev.crayfleet.poster..",
                        "dev.crayfleet.runner..",
                        "dev.crayfleet.stage..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.crayfleet.broker..",
                        "dev.crayfleet.corpus..",
                        "dev.crayfleet.emulator..",
                        "dev.crayfleet.local..",
                        "dev.crayfleet.model..",
                        "dev.crayfleet.trial..")
                .check(OURS);
    }

    @Test
    void theLibraryOfTracesIsSeenInOnePackageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.crayfleet.stage.traces..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.opentelemetry..")
                .check(OURS);
    }

    @Test
    void discordsLibraryIsSeenOnlyWhereDiscordIsSpoken() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.crayfleet..discord..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.dv8tion..")
                .check(OURS);
    }

    @Test
    void emulatorsKnowNothingOfCrayfleet() {
        for (String emulator : EMULATORS) {
            noClasses()
                    .that()
                    .resideInAPackage(emulator + "..")
                    .should()
                    .dependOnClassesThat(
                            com.tngtech.archunit.base.DescribedPredicate.describe(
                                    "are Crayfleet's",
                                    type ->
                                            type.getPackageName().startsWith("dev.crayfleet.")
                                                    && !type.getPackageName().startsWith(emulator)))
                    .check(OURS);
        }
    }

    @Test
    void coresArePure() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.crayfleet.dispatcher.ledger..",
                        "dev.crayfleet.fleet..",
                        "dev.crayfleet.ingest.intake..",
                        "dev.crayfleet.poster.rendering..",
                        "dev.crayfleet.agents.cost..",
                        "dev.crayfleet.agents.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..", "net.dv8tion..", "io.micronaut..", "org.slf4j..")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(OURS);
    }

    @Test
    void packagesDoNotTurnInCircles() {
        slices().matching("dev.crayfleet.(**)").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith("org.jspecify.annotations.NullMarked")
                .check(OURS);
    }
}

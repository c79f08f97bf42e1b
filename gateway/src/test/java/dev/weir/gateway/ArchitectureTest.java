// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.TryCatchBlock;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.weir.gateway.ingest.EventPublisher;
import dev.weir.gateway.ingest.PublishOutcome;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;

@AnalyzeClasses(
        packages = {"dev.weir.gateway", "dev.weir.http"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String COMPOSITION_ROOT = "dev.weir.gateway";

    /** Packages that implement a function for clients or operators. */
    private static final String[] FEATURES = {
        "..gateway.ingest..",
        "..gateway.readings",
        "..gateway.grpc",
        "..gateway.otlp",
        "..gateway.query..",
        "..gateway.live",
        "..gateway.operators.reconcile",
        "..gateway.operators.deadletters",
        "..gateway.operators.lookup",
        "..gateway.management.."
    };

    /** Packages on which the features are built. */
    private static final String[] GROUNDWORK = {
        "dev.weir.http..",
        "..gateway.clickhouse",
        "..gateway.kafka",
        "..gateway.operators",
        "..gateway.contract..",
        "..gateway.progress"
    };

    @ArchTest
    static final ArchRule everyPackageIsOneOrTheOther = classes()
            .should()
            .resideInAnyPackage(Stream.of(FEATURES, GROUNDWORK, new String[] {COMPOSITION_ROOT})
                    .flatMap(Arrays::stream)
                    .toArray(String[]::new));

    @ArchTest
    static final ArchRule groundworkKnowsNoFeature = noClasses()
            .that()
            .resideInAnyPackage(GROUNDWORK)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(Stream.concat(Arrays.stream(FEATURES), Stream.of(COMPOSITION_ROOT))
                    .toArray(String[]::new));

    @ArchTest
    static final ArchRule ingestKnowsNoOtherFeature = knowsNoOtherThan("..gateway.ingest..");

    @ArchTest
    static final ArchRule queryKnowsNoOtherFeature = knowsNoOtherThan("..gateway.query..");

    @ArchTest
    static final ArchRule liveKnowsQueryAndReconcileOnly =
            knowsNoOtherThan("..gateway.live", "..gateway.query..", "..gateway.operators.reconcile");

    @ArchTest
    static final ArchRule reconcileKnowsNoOtherFeature = knowsNoOtherThan("..gateway.operators.reconcile");

    @ArchTest
    static final ArchRule lookupKnowsNoOtherFeature = knowsNoOtherThan("..gateway.operators.lookup");

    @ArchTest
    static final ArchRule managementKnowsNoOtherFeature = knowsNoOtherThan("..gateway.management..");

    @ArchTest
    static final ArchRule deadLettersKnowThePublisherOnly = noClasses()
            .that()
            .resideInAPackage("..gateway.operators.deadletters")
            .should()
            .dependOnClassesThat(resideInAnyPackage(othersThan("..gateway.operators.deadletters"))
                    .and(not(belongToAnyOf(EventPublisher.class, PublishOutcome.class))));

    @ArchTest
    static final ArchRule readingsKnowIngestOnly = knowsNoOtherThan("..gateway.readings", "..gateway.ingest..");

    @ArchTest
    static final ArchRule grpcKnowsReadingsAndIngestOnly =
            knowsNoOtherThan("..gateway.grpc", "..gateway.readings", "..gateway.ingest..");

    @ArchTest
    static final ArchRule otlpKnowsReadingsAndIngestOnly =
            knowsNoOtherThan("..gateway.otlp", "..gateway.readings", "..gateway.ingest..");

    @ArchTest
    static final ArchRule onlyGrpcKnowsItsLibrary = noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.gateway.grpc")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "dev.weir.proto..");

    @ArchTest
    static final ArchRule admissionKnowsNothingElse = noClasses()
            .that()
            .resideInAPackage("..http.admission..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.weir..").and(not(resideInAPackage("..http.admission.."))));

    @ArchTest
    static final ArchRule onlyAdaptersKnowKafka = noClasses()
            .that()
            .resideOutsideOfPackage("..kafka")
            .and()
            .haveNameNotMatching(".*\\.Kafka\\w+")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule onlyAdaptersKnowJdbc = noClasses()
            .that()
            .resideOutsideOfPackage("..gateway..clickhouse")
            .and()
            .haveNameNotMatching(".*\\.(ClickHouse|Select|Insert|Count)\\w+(\\$\\w+)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "com.clickhouse..", "com.zaxxer..");

    @ArchTest
    static final ArchRule onlyAccessKnowsTokens = noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.http.access..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule onlyTheCircuitKnowsItsLibrary = noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.gateway.clickhouse")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.resilience4j..");

    @ArchTest
    static final ArchRule onlyTracingKnowsWhereTracesGo = noClasses()
            .that()
            .resideOutsideOfPackages("dev.weir.http.tracing..", COMPOSITION_ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry.sdk..", "io.opentelemetry.exporter..", "dev.weir.http.tracing..");

    /**
     * Code that handles any exception must also handle errors. Otherwise an error would leave waiting requests hanging.
     */
    @ArchTest
    static final ArchRule whoCatchesAnyExceptionCatchesErrorsToo = codeUnits()
            .should(new ArchCondition<>("catch errors where they catch any exception") {
                @Override
                public void check(JavaCodeUnit code, ConditionEvents events) {
                    for (TryCatchBlock block : code.getTryCatchBlocks()) {
                        Set<JavaClass> caught = block.getCaughtThrowables();
                        if (caught.stream()
                                        .anyMatch(one -> one.isEquivalentTo(Exception.class)
                                                || one.isEquivalentTo(RuntimeException.class))
                                && caught.stream().noneMatch(one -> one.isEquivalentTo(Error.class))) {
                            events.add(SimpleConditionEvent.violated(
                                    code, block.getSourceCodeLocation() + " catches exceptions, and lets errors pass"));
                        }
                    }
                }
            });

    /** A schedule of the JDK ends silently with the first failure. */
    @ArchTest
    static final ArchRule onlyPeriodicSchedules = noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.http.background..")
            .should()
            .dependOnClassesThat(assignableTo(ScheduledExecutorService.class)
                    // The IO threads of gRPC, on which the gateway schedules nothing.
                    .and(not(resideInAPackage("io.grpc.netty.shaded.."))));

    private static ArchRule knowsNoOtherThan(String feature, String... known) {
        return noClasses()
                .that()
                .resideInAPackage(feature)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(othersThan(feature, known));
    }

    private static String[] othersThan(String feature, String... known) {
        Set<String> mayBeKnown =
                Stream.concat(Stream.of(feature), Arrays.stream(known)).collect(Collectors.toSet());
        return Stream.concat(
                        Arrays.stream(FEATURES).filter(other -> !mayBeKnown.contains(other)),
                        Stream.of(COMPOSITION_ROOT))
                .toArray(String[]::new);
    }
}

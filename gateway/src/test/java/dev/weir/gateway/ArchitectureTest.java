package dev.weir.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.weir.gateway.ingest.EventBatch;
import dev.weir.gateway.ingest.EventPublisher;
import dev.weir.gateway.ingest.PublishOutcome;

@AnalyzeClasses(packagesOf = Gateway.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule whatServesAllFeaturesKnowsNone = noClasses()
            .that()
            .resideInAnyPackage("..gateway.http..", "..gateway.logging..", "..gateway.tracing..", "..gateway.uuid..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..gateway.access..",
                    "..gateway.ingest..",
                    "..gateway.query..",
                    "..gateway.management..",
                    "..gateway.deadletters..",
                    "..gateway.lookup..",
                    "..gateway.tls..",
                    "dev.weir.gateway");

    @ArchTest
    static final ArchRule tlsKnowsNoFeature = noClasses()
            .that()
            .resideInAPackage("..gateway.tls..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..gateway.ingest..",
                    "..gateway.query..",
                    "..gateway.management..",
                    "..gateway.deadletters..",
                    "..gateway.lookup..",
                    "dev.weir.gateway");

    @ArchTest
    static final ArchRule accessAndAdmissionKnowNoFeature = noClasses()
            .that()
            .resideInAnyPackage("..gateway.access..", "..gateway.admission..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..gateway.ingest..",
                    "..gateway.query..",
                    "..gateway.reconcile..",
                    "..gateway.management..",
                    "..gateway.deadletters..",
                    "..gateway.lookup..",
                    "dev.weir.gateway");

    @ArchTest
    static final ArchRule onlyAccessKnowsTokens = noClasses()
            .that()
            .resideOutsideOfPackage("..gateway.access..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule featuresDoNotKnowWhereTracesGo = noClasses()
            .that()
            .resideOutsideOfPackages("..gateway.tracing..", "dev.weir.gateway")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry.sdk..", "io.opentelemetry.exporter..", "..gateway.tracing..");

    @ArchTest
    static final ArchRule ingestDoesNotKnowQuery = noClasses()
            .that()
            .resideInAPackage("..gateway.ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..gateway.query..",
                    "..gateway.management..",
                    "..gateway.deadletters..",
                    "..gateway.lookup..",
                    "dev.weir.gateway");

    @ArchTest
    static final ArchRule queryDoesNotKnowIngest = noClasses()
            .that()
            .resideInAPackage("..gateway.query..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..gateway.ingest..",
                    "..gateway.management..",
                    "..gateway.deadletters..",
                    "..gateway.lookup..",
                    "dev.weir.gateway")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule deadLettersKnowThePublisherOnly = noClasses()
            .that()
            .resideInAPackage("..gateway.deadletters..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "..gateway.query..", "..gateway.management..", "..gateway.lookup..", "dev.weir.gateway")
                    .or(resideInAPackage("..gateway.ingest..")
                            .and(not(belongToAnyOf(EventBatch.class, EventPublisher.class, PublishOutcome.class)))));

    @ArchTest
    static final ArchRule lookupKnowsNoOtherFeature = noClasses()
            .that()
            .resideInAPackage("..gateway.lookup..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..gateway.ingest..",
                    "..gateway.query..",
                    "..gateway.management..",
                    "..gateway.deadletters..",
                    "dev.weir.gateway");

    @ArchTest
    static final ArchRule progressKnowsNoFeature = noClasses()
            .that()
            .resideInAPackage("..gateway.progress..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..gateway.ingest..",
                    "..gateway.query..",
                    "..gateway.management..",
                    "..gateway.deadletters..",
                    "..gateway.lookup..",
                    "dev.weir.gateway");

    @ArchTest
    static final ArchRule admissionKnowsNothingElse = noClasses()
            .that()
            .resideInAPackage("..gateway.admission..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.weir.gateway..").and(not(resideInAPackage("..admission.."))));

    @ArchTest
    static final ArchRule onlyTheCircuitKnowsItsLibrary = noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.gateway.clickhouse")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.resilience4j..");

    @ArchTest
    static final ArchRule onlyAdaptersKnowKafka = noClasses()
            .that()
            .resideOutsideOfPackage("..kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule onlyAdaptersKnowJdbc = noClasses()
            .that()
            .resideOutsideOfPackage("..gateway..clickhouse..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "com.clickhouse..", "com.zaxxer..");
}

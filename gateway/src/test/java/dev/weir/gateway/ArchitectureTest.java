package dev.weir.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packagesOf = Gateway.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule httpKnowsNoFeature = noClasses()
            .that()
            .resideInAPackage("..gateway.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..gateway.ingest..", "..gateway.query..", "..gateway.management..", "dev.weir.gateway");

    @ArchTest
    static final ArchRule ingestDoesNotKnowQuery = noClasses()
            .that()
            .resideInAPackage("..gateway.ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..gateway.query..", "..gateway.management..", "dev.weir.gateway");

    @ArchTest
    static final ArchRule queryDoesNotKnowIngest = noClasses()
            .that()
            .resideInAPackage("..gateway.query..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..gateway.ingest..", "..gateway.management..", "dev.weir.gateway")
            .allowEmptyShould(true);

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

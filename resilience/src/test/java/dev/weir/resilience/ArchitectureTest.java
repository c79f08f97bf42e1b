// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.weir.resilience", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule chaosDoesNotKnowAbuse = noClasses()
            .that()
            .resideInAPackage("..resilience.chaos..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..resilience.abuse..");

    @ArchTest
    static final ArchRule abuseDoesNotKnowChaos = noClasses()
            .that()
            .resideInAPackage("..resilience.abuse..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..resilience.chaos..");

    @ArchTest
    static final ArchRule examinationKnowsNoProgram = noClasses()
            .that()
            .resideInAPackage("..resilience.examination..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..resilience.abuse..", "..resilience.chaos..");
}

// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.weir.bench", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String SCENARIOS = "dev.weir.bench";

    @ArchTest
    static final ArchRule loadKnowsNeitherScenariosNorPeers = noClasses()
            .that()
            .resideInAPackage("..bench.load..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SCENARIOS, "..bench.peer..");

    @ArchTest
    static final ArchRule peersKnowNoScenarios = noClasses()
            .that()
            .resideInAPackage("..bench.peer..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SCENARIOS);
}

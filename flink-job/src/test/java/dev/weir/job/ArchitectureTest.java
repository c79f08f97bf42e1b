// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packagesOf = WeirJob.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyTheEndsKnowKafka = noClasses()
            .that()
            .resideOutsideOfPackages("..job.source..", "..job.sink..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.flink.connector.kafka..");

    @ArchTest
    static final ArchRule onlyTheSinkKnowsHowToReachClickHouse = noClasses()
            .that()
            .resideOutsideOfPackage("..job.sink..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "java.net.http..", "com.clickhouse..");

    @ArchTest
    static final ArchRule rulesOfTheBusinessDoNotKnowFlink = noClasses()
            .that()
            .haveNameMatching(".*\\.(ActiveDays|Activation|ActivitySums|ActivityCounts|DailyPanes|ViewSums|VideoViews"
                    + "|MinuteSums|MinuteEvents|EpochDay|StateRetention|Fingerprint|Identity[A-Za-z]*|RecentIdentities"
                    + "|SealedIdentities|FilterBudget|ChunkJournal|Segment[A-Za-z]*|MergePlan|Shard|ShardState)")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.flink..");

    @ArchTest
    static final ArchRule countsDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("..job.views..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("..job.activity..", "..job.minutes..", "..job.dedup.."));

    @ArchTest
    static final ArchRule functionsDoNotKnowWhereTheirRowsGo = noClasses()
            .that()
            .resideInAnyPackage(
                    "..job.activity..",
                    "..job.aggregate..",
                    "..job.decode..",
                    "..job.dedup..",
                    "..job.minutes..",
                    "..job.time..",
                    "..job.views..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..job.sink..");
}

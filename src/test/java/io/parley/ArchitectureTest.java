package io.parley;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The layout: chat and operator → features → turn, features that do not know each other, and who may read the clock. */
@AnalyzeClasses(packages = "io.parley", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule turnKnowsNoFeature = noClasses()
            .that()
            .resideInAPackage("io.parley.turn")
            .should()
            .dependOnClassesThat(resideInAPackage("io.parley..").and(resideOutside("io.parley.turn")));

    @ArchTest
    static final ArchRule whatAllShareKnowsOnlyTurn = noClasses()
            .that()
            .resideInAnyPackage("io.parley.redis", "io.parley.signing", "io.parley.alerts")
            .should()
            .dependOnClassesThat(resideInAPackage("io.parley..")
                    .and(resideOutside("io.parley.turn"))
                    .and(resideOutside("io.parley.redis"))
                    .and(resideOutside("io.parley.signing"))
                    .and(resideOutside("io.parley.alerts")));

    @ArchTest
    static final ArchRule nobodyKnowsChat = noClasses()
            .that()
            .resideOutsideOfPackage("io.parley.chat")
            .should()
            .dependOnClassesThat(resideInAPackage("io.parley.chat"));

    @ArchTest
    static final ArchRule nobodyKnowsOperator = noClasses()
            .that()
            .resideOutsideOfPackage("io.parley.operator")
            .should()
            .dependOnClassesThat(resideInAPackage("io.parley.operator"));

    @ArchTest
    static final ArchRule featuresDoNotKnowEachOther = slices().matching("io.parley.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    resideInAnyPackage("io.parley.chat", "io.parley.operator"), resideInAPackage("io.parley.."))
            .ignoreDependency(
                    resideInAPackage("io.parley.."),
                    resideInAnyPackage("io.parley.turn", "io.parley.redis", "io.parley.signing", "io.parley.alerts"));

    @ArchTest
    static final ArchRule devIsNotReachableFromProduction = noClasses()
            .that()
            .resideOutsideOfPackage("io.parley.dev")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.parley.dev", "redis.embedded"));

    @ArchTest
    static final ArchRule clientsAndWireFormsArePackagePrivate = classes()
            .that(simpleNameEndingWith("Api")
                    .or(simpleNameEndingWith("Request"))
                    .or(simpleNameEndingWith("Response")))
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule onlyEdgeAndChatReadTheClock = noClasses()
            .that()
            .resideInAPackage("io.parley..")
            .and()
            .resideOutsideOfPackages("io.parley.edge", "io.parley.chat")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule nothingBlocks = noClasses()
            .should()
            .callMethod(io.smallrye.mutiny.Uni.class, "await")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    /** Where the machine speaks Arabic or Persian, {@code %d} has other digits, of which no script and no pattern knows. */
    @ArchTest
    static final ArchRule nothingIsFormattedAsTheMachineSpeaks = noClasses()
            .should()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(String.class, "format", String.class, Object[].class);

    @ArchTest
    static final ArchRule namesSayWhatThingsAre =
            noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)");

    private static DescribedPredicate<JavaClass> resideOutside(String pkg) {
        return DescribedPredicate.not(resideInAPackage(pkg));
    }
}

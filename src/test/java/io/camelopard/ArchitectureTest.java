package io.camelopard;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.camelopard.votable.VotableDataFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imports point down, one library lives in one package, and what runs commands is not called. */
@TestInstance(PER_CLASS) // so that the classes, some 200 MB, go with it
class ArchitectureTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.camelopard");
    private final JavaClasses all = new ClassFileImporter().importPackages("io.camelopard");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "votable  |",
                "vo       | votable",
                "harvest  | vo votable",
                "transfer |",
                "fits     |",
                "ledger   |",
                "flow     | harvest transfer fits ledger vo votable",
                "web      | flow harvest transfer fits ledger vo votable",
                "cli      | flow harvest transfer fits ledger vo votable web",
            })
    void importsPointDown(String from, String below) {
        List<String> allowed = new ArrayList<>(List.of(packageOf(from)));
        if (below != null) {
            for (String name : below.split(" ", -1)) {
                allowed.add(packageOf(name));
            }
        }
        DescribedPredicate<JavaClass> other = describe(
                "ours and not below",
                c -> c.getPackageName().startsWith("io.camelopard.")
                        && allowed.stream().noneMatch(p -> inside(c, p)));
        check(noClasses()
                .that()
                .resideInAPackage(packageOf(from) + "..")
                .should()
                .dependOnClassesThat(other));
    }

    @Test
    void everyPackageHasItsPlace() {
        Set<String> known = Set.of("votable", "vo", "harvest", "transfer", "fits", "ledger", "flow", "web", "cli");

        assertThat(main.stream().map(JavaClass::getPackageName).distinct())
                .allSatisfy(name -> assertThat(name.equals("io.camelopard") || known.contains(name.split("\\.", -1)[2]))
                        .as(name)
                        .isTrue());
    }

    @Test
    void theRootHoldsTheFailuresAndImportsNothing() {
        assertThat(main.stream()
                        .filter(c -> c.getPackageName().equals("io.camelopard"))
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("package-info")))
                .containsExactlyInAnyOrder("TransientException", "FinalException", "MisuseException");
        check(noClasses()
                .that()
                .resideInAPackage("io.camelopard")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "io.camelopard", "java.lang..", "java.time..", "java.util..", "org.jspecify.."));
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.camelopard.(*)..").should().beFreeOfCycles().check(main);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "votable  | uk.ac.starlink..",
                "fits     | nom.tam.. org.apache.commons.compress..",
                "transfer | org.apache.hc.. org.jsoup.. software.amazon..",
                "ledger   | java.sql.. javax.sql.. org.flywaydb.. com.zaxxer.. org.sqlite.. org.postgresql..",
                "harvest  | org.snakeyaml.. com.networknt.. org.quartz..",
                "cli      | picocli..",
            })
    void oneLibraryLivesInOnePackage(String home, String libraries) {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(packageOf(home) + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries.split(" ", -1)));
    }

    @Test
    void camelIsKnownToTheFlowAndToOneDataFormat() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.camelopard.flow..", "io.camelopard.web..", "io.camelopard.cli..")
                .and(describe(
                        "are not the data format", c -> !c.getName().startsWith(VotableDataFormat.class.getName())))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel.."));
    }

    /** RELIABILITY F1: both were seen to run shell commands. */
    @Test
    void stilIsNeverGivenANameToOpen() {
        String table = "uk.ac.starlink.table.StarTableFactory";
        String source = "uk.ac.starlink.util.DataSource";
        DescribedPredicate<JavaCall<?>> byName = calls(
                "a factory with a name",
                call -> (calls(call, table, "makeStarTable") && takes(call, String.class))
                        || (calls(call, table, "makeStarTables") && takes(call, String.class))
                        || (calls(call, source, "makeDataSource")
                                && call.getTarget().getRawParameterTypes().size() == 1
                                && takes(call, String.class)));

        noClasses().should().callMethodWhere(byName).check(all);
    }

    @Test
    void nothingRunsACommand() {
        check(noClasses().should().dependOnClassesThat().areAssignableTo(ProcessBuilder.class));
        check(noClasses()
                .should()
                .callMethodWhere(calls("Runtime.exec", call -> calls(call, "java.lang.Runtime", "exec"))));
    }

    @Test
    void nothingIsDeserialised() {
        check(noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class));
    }

    /** What a server sends is read piece by piece. */
    @Test
    void noAnswerIsReadAsAWhole() {
        DescribedPredicate<JavaCall<?>> whole = calls(
                "InputStream.readAllBytes",
                call -> call.getName().equals("readAllBytes")
                        && call.getTargetOwner().isAssignableTo(InputStream.class));

        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "io.camelopard.flow..",
                        "io.camelopard.transfer..",
                        "io.camelopard.vo..",
                        "io.camelopard.votable..")
                .should()
                .callMethodWhere(whole));
    }

    /** RELIABILITY F3. The compiler copies constants, so that this can only be seen in the source. */
    @Test
    void onlyFetchingMakesARequestOfAUrl() throws IOException {
        assertThat(sourcesWith("HTTP_URI|HTTP_PATH|HTTP_QUERY|(?i)\"CamelHttp(Uri|Path|Query)\""))
                .containsExactly("io/camelopard/flow/Fetching.java");
    }

    private static List<String> sourcesWith(String pattern) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<String> found = new ArrayList<>();
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                if (Files.readString(file).matches("(?s).*(" + pattern + ").*")) {
                    found.add(SOURCES.relativize(file).toString());
                }
            }
            return found;
        }
    }

    private static DescribedPredicate<JavaCall<?>> calls(String what, Predicate<JavaCall<?>> test) {
        return describe(what, test);
    }

    private static boolean calls(JavaCall<?> call, String owner, String method) {
        return call.getName().equals(method) && call.getTargetOwner().isAssignableTo(owner);
    }

    private static boolean takes(JavaCall<?> call, Class<?> type) {
        return call.getTarget().getRawParameterTypes().stream().anyMatch(t -> t.isEquivalentTo(type));
    }

    private void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(main);
    }

    private static String packageOf(String name) {
        return "io.camelopard." + name.strip();
    }

    private static boolean inside(JavaClass c, String packageName) {
        return c.getPackageName().equals(packageName) || c.getPackageName().startsWith(packageName + ".");
    }
}

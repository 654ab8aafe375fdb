package io.joinq.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class ImportRulesTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.joinq.server");

  @Test
  void packagesImportEachOtherInOneDirection() {
    slices().matching("io.joinq.server.(*)..").should().beFreeOfCycles().check(classes);
    noClasses()
        .that()
        .resideInAnyPackage("io.joinq.server.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.joinq.server")
        .check(classes);
  }

  @Test
  void onlyTheHttpPackageKnowsHttp() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.joinq.server.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..")
        .check(classes);
  }

  @Test
  void theServerKnowsNeitherTheEngineNorTheWorker() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.joinq.queue.chronicle..", "io.joinq.worker..", "net.openhft..")
        .check(classes);
  }
}

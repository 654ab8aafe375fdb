package io.joinq.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may import whom, in this module. */
@Tag("fast")
final class ImportRulesTest {
  private static final String OS = "io.joinq.os";
  private static final String QUEUE = "io.joinq.queue";
  private static final String CHRONICLE = "io.joinq.queue.chronicle..";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.joinq");

  @Test
  void theRulesSeeTheClasses() {
    assertThat(CLASSES.size()).isGreaterThan(50);
  }

  @Test
  void theQueueKnowsNoEngine() {
    noClasses()
        .that()
        .resideInAPackage(QUEUE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CHRONICLE, "net.openhft..", "com.sun.jna..")
        .check(CLASSES);
  }

  @Test
  void nothingOutsideTheEngineKnowsIt() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CHRONICLE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CHRONICLE, "net.openhft..")
        .check(CLASSES);
  }

  @Test
  void theQueueKnowsNeitherCommandLinesNorProcesses() {
    noClasses()
        .that()
        .resideInAPackage("io.joinq.queue..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.joinq.options..", "io.joinq.process..", "picocli..")
        .check(CLASSES);
  }

  @Test
  void processesKnowNothingOfQueues() {
    noClasses()
        .that()
        .resideInAPackage("io.joinq.process..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.joinq.queue..", "io.joinq.options..")
        .check(CLASSES);
  }

  @Test
  void theOperatingSystemKnowsNobody() {
    noClasses()
        .that()
        .resideInAPackage(OS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.joinq.queue..", "io.joinq.options..", "io.joinq.process..")
        .check(CLASSES);
  }

  @Test
  void nativeCodeIsCalledInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackages(OS, CHRONICLE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(CLASSES);
  }

  @Test
  void noPackagesImportEachOther() {
    slices().matching("io.joinq.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}

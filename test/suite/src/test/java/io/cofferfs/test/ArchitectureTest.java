package io.cofferfs.test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;

/** The arrows between modules and layers, and the fence around each library. */
@AnalyzeClasses(
    packages = "io.cofferfs",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {
  /** Fakes and vectors that modules lend each other. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String CRYPTO = "io.cofferfs.crypto..";
  private static final String CACHE = "io.cofferfs.cache..";
  private static final String FS = "io.cofferfs.fs..";
  private static final String MOUNT = "io.cofferfs.cli..";
  private static final String SERVER = "io.cofferfs.test.server..";
  private static final String FUSE = "io.cofferfs.fs.fuse..";
  private static final String VFS = "io.cofferfs.fs.vfs..";
  private static final String READ = "io.cofferfs.fs.read..";
  private static final String WRITE = "io.cofferfs.fs.write..";
  private static final String NAMESPACE = "io.cofferfs.fs.namespace..";
  private static final String VOLUME = "io.cofferfs.fs.volume..";
  private static final String BULK = "io.cofferfs.fs.bulk..";
  private static final String S3 = "io.cofferfs.fs.s3..";
  private static final String STAGING = "io.cofferfs.fs.staging..";
  private static final String KMS = "io.cofferfs.fs.kms..";

  @ArchTest static final ArchRule crypto_isALeaf = never(CRYPTO, CACHE, FS, MOUNT, SERVER);

  @ArchTest static final ArchRule cache_isALeaf = never(CACHE, CRYPTO, FS, MOUNT, SERVER);

  @ArchTest static final ArchRule fs_knowsNoCommandLine = never(FS, MOUNT, SERVER);

  @ArchTest static final ArchRule mountHelper_knowsNoTestServer = never(MOUNT, SERVER);

  @ArchTest
  static final ArchRule testServer_knowsNothingOfTheRest = never(SERVER, CRYPTO, CACHE, FS, MOUNT);

  @ArchTest
  static final ArchRule s3_isTheLowestLayer = never(S3, VOLUME, NAMESPACE, READ, WRITE, VFS, FUSE);

  @ArchTest
  static final ArchRule kms_knowsOnlyConnections =
      never(KMS, VOLUME, NAMESPACE, READ, WRITE, VFS, FUSE);

  @ArchTest
  static final ArchRule staging_knowsNoBucket =
      never(STAGING, S3, VOLUME, NAMESPACE, READ, WRITE, VFS, FUSE);

  @ArchTest
  static final ArchRule volume_knowsOnlyS3 = never(VOLUME, NAMESPACE, READ, WRITE, VFS, FUSE);

  @ArchTest
  static final ArchRule namespace_knowsNoSiblings = never(NAMESPACE, READ, WRITE, VFS, FUSE);

  @ArchTest static final ArchRule read_knowsNoSiblings = never(READ, NAMESPACE, WRITE, VFS, FUSE);

  @ArchTest static final ArchRule write_knowsNoSiblings = never(WRITE, NAMESPACE, READ, VFS, FUSE);

  @ArchTest static final ArchRule vfs_knowsNoBinding = never(VFS, FUSE);

  @ArchTest static final ArchRule bulk_standsBesideMounts = never(BULK, VFS, FUSE);

  @ArchTest
  static final ArchRule bulk_isUsedByTheCommandLineAlone =
      outside(BULK, MOUNT).should().dependOnClassesThat().resideInAPackage(BULK);

  @ArchTest
  static final ArchRule packages_formNoCycles =
      slices().matching("io.cofferfs.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule fuseLibraries_stayInFuse =
      outside(FUSE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ru.serce..", "jnr..", "com.kenai..");

  @ArchTest
  static final ArchRule awsSdk_staysInS3AndKms =
      outside(S3, KMS, SERVER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon..");

  @ArchTest
  static final ArchRule kmsClient_staysInKms =
      outside(KMS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon.awssdk.services.kms..");

  @ArchTest
  static final ArchRule cryptoLibraries_stayInCrypto =
      outside(CRYPTO)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bouncycastle..", "org.cryptomator..");

  @ArchTest
  static final ArchRule caffeine_staysInCaches =
      outside(CACHE, NAMESPACE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.github.benmanes..");

  @ArchTest
  static final ArchRule picocli_staysInMountHelper =
      outside(MOUNT).should().dependOnClassesThat().resideInAnyPackage("picocli..");

  @ArchTest
  static final ArchRule environment_isReadByTheCommandLineAlone =
      outside(MOUNT, SERVER).should().callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule keysComeFromSecureRandomOnly =
      noClasses()
          .that()
          .resideInAPackage("io.cofferfs..")
          .and()
          .resideOutsideOfPackage(SERVER)
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random");

  private static ArchRule never(String from, String... to) {
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat(resideInAnyPackage(to));
  }

  private static GivenClassesConjunction outside(String... packages) {
    return noClasses()
        .that()
        .resideInAPackage("io.cofferfs..")
        .and()
        .resideOutsideOfPackages(packages);
  }
}

package io.cofferfs.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionProvider implements IVersionProvider {
  static String version() {
    String packaged = VersionProvider.class.getPackage().getImplementationVersion();
    return packaged == null ? "(not packaged)" : packaged;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "cofferfs " + version(),
      "Java " + System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor")
    };
  }
}

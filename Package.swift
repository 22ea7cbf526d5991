// swift-tools-version: 6.3
// The rooms of the house and which may know which: see ARCHITECTURE.md.

import PackageDescription

let package = Package(
  name: "swift-softmax",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "softmax", targets: ["SoftmaxCommand"]),
    // All libraries in one import.
    .library(name: "SoftmaxKit", targets: ["SoftmaxKit"]),
    .library(name: "SoftmaxRegression", targets: ["SoftmaxRegression", "SoftmaxRemedies"]),
    .library(name: "SoftmaxData", targets: ["SoftmaxData"]),
    .library(name: "SoftmaxFormats", targets: ["SoftmaxFormats"]),
    .library(name: "SoftmaxReport", targets: ["SoftmaxReport"]),
    .library(name: "SoftmaxWorkflow", targets: ["SoftmaxWorkflow", "SoftmaxRemedies"]),
    // For `FileError`, which reading and writing throw; everything else in it is for this package.
    .library(name: "SoftmaxFiles", targets: ["SoftmaxFiles", "SoftmaxRemedies"]),
    // The inner loops alone, for programs in C; the benchmarks measure them so.
    .library(name: "CSoftmaxKernels", targets: ["CSoftmaxKernels"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0")
  ],
  targets: [
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CSoftmaxKernels"),
    .target(name: "SoftmaxRemedies"),
    .target(name: "SoftmaxKernels", dependencies: ["CSoftmaxKernels"]),
    .target(name: "SoftmaxRegression", dependencies: ["SoftmaxKernels", "SoftmaxRemedies"]),
    .target(name: "CSoftmaxFiles"),
    .target(
      name: "SoftmaxFiles", dependencies: ["CSoftmaxFiles", "CZlib", "SoftmaxKernels", "SoftmaxRemedies"]),
    .target(
      name: "SoftmaxData",
      dependencies: ["SoftmaxFiles", "SoftmaxKernels", "SoftmaxRegression", "SoftmaxRemedies"]),
    .target(
      name: "SoftmaxFormats",
      dependencies: ["SoftmaxFiles", "SoftmaxKernels", "SoftmaxRegression", "SoftmaxRemedies"]),
    .target(
      name: "SoftmaxReport", dependencies: ["SoftmaxFiles", "SoftmaxRegression", "SoftmaxRemedies"],
      // The page's script and style, whose text Page/WebFiles+Embedded.swift has.
      exclude: ["Web"]),
    .target(
      name: "SoftmaxWorkflow",
      dependencies: [
        "SoftmaxData", "SoftmaxFiles", "SoftmaxFormats", "SoftmaxKernels", "SoftmaxRegression",
        "SoftmaxRemedies", "SoftmaxReport",
      ]),
    .target(
      name: "SoftmaxKit",
      dependencies: [
        "SoftmaxData", "SoftmaxFiles", "SoftmaxFormats", "SoftmaxRegression", "SoftmaxRemedies",
        "SoftmaxReport",
        "SoftmaxWorkflow",
      ]),
    .executableTarget(
      name: "SoftmaxCommand",
      dependencies: [
        "SoftmaxData", "SoftmaxFiles", "SoftmaxFormats", "SoftmaxKernels", "SoftmaxRegression",
        "SoftmaxRemedies",
        "SoftmaxReport", "SoftmaxWorkflow",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .target(
      name: "SoftmaxTestSupport", dependencies: ["SoftmaxFiles", "SoftmaxKernels"],
      path: "Tests/SoftmaxTestSupport"),
    .testTarget(
      name: "SoftmaxKernelsTests", dependencies: ["SoftmaxKernels", "SoftmaxTestSupport"]),
    .testTarget(
      name: "SoftmaxRegressionTests",
      dependencies: ["SoftmaxRegression", "SoftmaxKernels", "SoftmaxRemedies", "SoftmaxTestSupport"],
      exclude: ["Goldens"]),
    .testTarget(
      name: "SoftmaxFilesTests",
      dependencies: ["SoftmaxFiles", "SoftmaxKernels", "SoftmaxRemedies", "SoftmaxTestSupport"]),
    .testTarget(
      name: "SoftmaxDataTests",
      dependencies: [
        "SoftmaxData", "SoftmaxFiles", "SoftmaxKernels", "SoftmaxRegression", "SoftmaxRemedies",
        "SoftmaxTestSupport",
      ],
      exclude: ["Goldens"]),
    .testTarget(
      name: "SoftmaxFormatsTests",
      dependencies: [
        "SoftmaxFormats", "SoftmaxFiles", "SoftmaxKernels", "SoftmaxRegression", "SoftmaxTestSupport",
      ]),
    .testTarget(
      name: "SoftmaxReportTests",
      dependencies: ["SoftmaxReport", "SoftmaxFiles", "SoftmaxKernels", "SoftmaxRegression"]),
    .testTarget(name: "SoftmaxKitTests", dependencies: ["SoftmaxKit", "SoftmaxTestSupport"]),
    // The seeds of FuzzTesting, by the same list of readers, which is a link to that of the fuzz tests.
    .testTarget(
      name: "SeedTests",
      dependencies: [
        "SoftmaxData", "SoftmaxFiles", "SoftmaxFormats", "SoftmaxRegression", "SoftmaxReport",
      ]),
    .testTarget(
      name: "SoftmaxWorkflowTests",
      dependencies: [
        "SoftmaxData", "SoftmaxFiles", "SoftmaxFormats", "SoftmaxRegression", "SoftmaxRemedies",
        "SoftmaxTestSupport",
        "SoftmaxWorkflow",
      ]),
    .testTarget(
      name: "SoftmaxCommandTests",
      dependencies: [
        "SoftmaxCommand", "SoftmaxFiles", "SoftmaxFormats", "SoftmaxKernels", "SoftmaxRegression",
        "SoftmaxTestSupport",
      ],
      exclude: ["Snapshots"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system && !target.name.hasPrefix("C") {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
  ]
}

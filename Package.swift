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
    // No library for programs: nothing in it is public but what the fuzz tests run.
    .library(name: "FuzzedServer", targets: ["SoftmaxServer"]),
    // For `FileError`, which reading and writing throw; everything else in it is for this package.
    .library(name: "SoftmaxFiles", targets: ["SoftmaxFiles", "SoftmaxRemedies"]),
    // Fits and scores for programs in C, Python and others: Sources/CSoftmax/include/softmax.h.
    .library(name: "SoftmaxC", type: .dynamic, targets: ["SoftmaxC"]),
    // The inner loops alone, for programs in C; the benchmarks measure them so.
    .library(name: "CSoftmaxKernels", targets: ["CSoftmaxKernels"]),
  ],
  traits: [
    .trait(
      name: "Server",
      description: "The service and the page: softmax serve and softmax studio. Takes some minutes to build.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0"),
    // Of these nothing is fetched unless the trait is on.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.10.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.9.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CSoftmaxKernels"),
    .target(name: "CSoftmaxMPI"),
    .target(name: "SoftmaxRemedies"),
    .target(name: "SoftmaxKernels", dependencies: ["CSoftmaxKernels"]),
    .target(name: "SoftmaxMPI", dependencies: ["CSoftmaxMPI", "SoftmaxKernels"]),
    .target(name: "SoftmaxRegression", dependencies: ["SoftmaxKernels", "SoftmaxRemedies", "SoftmaxText"]),
    .target(name: "SoftmaxText"),
    .target(name: "CSoftmax"),
    .target(
      name: "SoftmaxC", dependencies: ["CSoftmax", "SoftmaxKernels", "SoftmaxRegression", "SoftmaxRemedies"]),
    .target(name: "CSoftmaxFiles"),
    .target(
      name: "SoftmaxFiles", dependencies: ["CSoftmaxFiles", "CZlib", "SoftmaxKernels", "SoftmaxRemedies"]),
    .target(
      name: "SoftmaxData",
      dependencies: ["SoftmaxFiles", "SoftmaxKernels", "SoftmaxRegression", "SoftmaxRemedies", "SoftmaxText"]),
    .target(
      name: "SoftmaxFormats",
      dependencies: ["SoftmaxFiles", "SoftmaxKernels", "SoftmaxRegression", "SoftmaxRemedies", "SoftmaxText"]),
    .target(
      name: "SoftmaxReport", dependencies: ["SoftmaxFiles", "SoftmaxRegression", "SoftmaxRemedies"],
      // The page's script and style, of which Page has copies.
      exclude: ["Web"]),
    .target(
      name: "SoftmaxWorkflow",
      dependencies: [
        "SoftmaxData", "SoftmaxFiles", "SoftmaxFormats", "SoftmaxKernels", "SoftmaxRegression",
        "SoftmaxRemedies", "SoftmaxReport",
      ]),
    // What needs the trait stands in HTTP/ and Studio/HTTP, behind `#if Server`.
    .target(
      name: "SoftmaxServer",
      dependencies: [
        "SoftmaxData", "SoftmaxFiles", "SoftmaxFormats", "SoftmaxKernels", "SoftmaxRegression",
        "SoftmaxRemedies", "SoftmaxReport", "SoftmaxWorkflow",
        .product(name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["Server"])),
        .product(name: "HummingbirdCore", package: "hummingbird", condition: .when(traits: ["Server"])),
        .product(name: "HummingbirdTLS", package: "hummingbird", condition: .when(traits: ["Server"])),
        .product(
          name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: .when(traits: ["Server"])),
        .product(
          name: "UnixSignals", package: "swift-service-lifecycle", condition: .when(traits: ["Server"])),
        .product(name: "Logging", package: "swift-log", condition: .when(traits: ["Server"])),
        .product(name: "CoreMetrics", package: "swift-metrics", condition: .when(traits: ["Server"])),
        .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Server"])),
        .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["Server"])),
        .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["Server"])),
        .product(name: "NIOTLS", package: "swift-nio", condition: .when(traits: ["Server"])),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras", condition: .when(traits: ["Server"])),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras", condition: .when(traits: ["Server"])),
        .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["Server"])),
        .product(name: "HTTPTypes", package: "swift-http-types", condition: .when(traits: ["Server"])),
      ],
      // The studio's page, of which Studio/Pages has copies.
      exclude: ["Studio/Web"]),
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
        "SoftmaxData", "SoftmaxFiles", "SoftmaxFormats", "SoftmaxKernels", "SoftmaxMPI",
        "SoftmaxRegression", "SoftmaxRemedies",
        "SoftmaxReport", "SoftmaxServer", "SoftmaxWorkflow",
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
      name: "SoftmaxTextTests", dependencies: ["SoftmaxText", "SoftmaxTestSupport"], exclude: ["Goldens"]),
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
        "SoftmaxText",
      ]),
    .testTarget(
      name: "SoftmaxReportTests",
      dependencies: ["SoftmaxReport", "SoftmaxFiles", "SoftmaxKernels", "SoftmaxRegression"]),
    .testTarget(
      name: "SoftmaxServerTests",
      dependencies: [
        "SoftmaxServer", "SoftmaxData", "SoftmaxFiles", "SoftmaxFormats", "SoftmaxRegression",
        "SoftmaxTestSupport",
        "SoftmaxWorkflow",
        .product(name: "CoreMetrics", package: "swift-metrics", condition: .when(traits: ["Server"])),
        .product(name: "Logging", package: "swift-log", condition: .when(traits: ["Server"])),
        .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Server"])),
        .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["Server"])),
      ]),
    .testTarget(name: "SoftmaxMPITests", dependencies: ["SoftmaxMPI"]),
    // The answers to the book's exercises.
    .testTarget(name: "BookTests", dependencies: ["SoftmaxKit", "SoftmaxTestSupport"]),
    .testTarget(name: "SoftmaxKitTests", dependencies: ["SoftmaxKit", "SoftmaxTestSupport"]),
    // The seeds of FuzzTesting, by the same list of readers, which is a link to that of the fuzz tests.
    .testTarget(
      name: "SeedTests",
      dependencies: [
        "SoftmaxData", "SoftmaxFiles", "SoftmaxFormats", "SoftmaxRegression", "SoftmaxReport", "SoftmaxServer",
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
        "SoftmaxServer", "SoftmaxTestSupport",
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
  ]
  // Every line of the C interface is about its caller's pointers.
  if target.name != "SoftmaxC" { target.swiftSettings?.append(.strictMemorySafety()) }
}

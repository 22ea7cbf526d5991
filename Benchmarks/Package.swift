// swift-tools-version: 6.3
// The benchmarks, a package of their own so that the library depends on none of this. See README.md.

import PackageDescription

let package = Package(
  name: "softmax-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "swift-softmax", path: ".."),
    // Without its traits, which put interposers for malloc and retain between a benchmark and the system.
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .target(
      name: "MadeData", dependencies: [.product(name: "SoftmaxRegression", package: "swift-softmax")]),
    .executableTarget(
      name: "peer-rounds",
      dependencies: [
        "MadeData",
        .product(name: "SoftmaxData", package: "swift-softmax"),
        .product(name: "SoftmaxFormats", package: "swift-softmax"),
        .product(name: "SoftmaxRegression", package: "swift-softmax"),
      ],
      path: "Sources/PeerRounds"),
    .executableTarget(
      name: "kernel-rates",
      dependencies: [.product(name: "CSoftmaxKernels", package: "swift-softmax")],
      path: "Sources/KernelRates"),
    .executableTarget(
      name: "solver-costs",
      dependencies: [
        "MadeData",
        .product(name: "SoftmaxData", package: "swift-softmax"),
        .product(name: "SoftmaxRegression", package: "swift-softmax"),
      ],
      path: "Sources/SolverCosts"),
    .executableTarget(
      name: "metric-rates",
      dependencies: [.product(name: "SoftmaxRegression", package: "swift-softmax")],
      path: "Sources/MetricRates"),
    .executableTarget(
      name: "KernelBenchmarks",
      dependencies: [
        "MadeData",
        .product(name: "Benchmark", package: "benchmark"),
        .product(name: "SoftmaxRegression", package: "swift-softmax"),
      ],
      path: "KernelBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
}

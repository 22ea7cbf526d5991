// swift-tools-version: 6.3
// The readers under libFuzzer, a package of their own so that nobody who uses the library sees it. See README.md.

import PackageDescription

let package = Package(
  name: "softmax-fuzz-testing",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swift-softmax", path: "..")],
  targets: [
    // Without a main: that is libFuzzer's.
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        .product(name: "SoftmaxData", package: "swift-softmax"),
        .product(name: "SoftmaxFiles", package: "swift-softmax"),
        .product(name: "SoftmaxFormats", package: "swift-softmax"),
        .product(name: "SoftmaxRegression", package: "swift-softmax"),
        .product(name: "SoftmaxReport", package: "swift-softmax"),
        .product(name: "FuzzedServer", package: "swift-softmax"),
      ]),
    // For compare_safetensors.py; without sanitizers.
    .executableTarget(
      name: "SafetensorsListing", dependencies: [.product(name: "SoftmaxFiles", package: "swift-softmax")]),
  ],
  swiftLanguageModes: [.v6]
)

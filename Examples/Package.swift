// swift-tools-version: 6.3
// Programs that use the library as any other package does. CI builds and runs them.

import PackageDescription

let package = Package(
  name: "softmax-examples",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swift-softmax", path: "..")],
  targets: [
    .executableTarget(
      name: "Customers", dependencies: [.product(name: "SoftmaxKit", package: "swift-softmax")]),
    .executableTarget(
      name: "Irises", dependencies: [.product(name: "SoftmaxKit", package: "swift-softmax")]),
  ],
  swiftLanguageModes: [.v6]
)

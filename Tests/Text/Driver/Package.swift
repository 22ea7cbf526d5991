// swift-tools-version: 6.3
// A program around SoftmaxText, so that others can be held against it: see ../compare.py.

import PackageDescription

let package = Package(
  name: "TextDriver",
  platforms: [.macOS(.v15)],
  targets: [
    // The library itself, by a link: what it declares is for its own package.
    .target(name: "SoftmaxText"),
    .executableTarget(name: "TextDriver", dependencies: ["SoftmaxText"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
  ]
}

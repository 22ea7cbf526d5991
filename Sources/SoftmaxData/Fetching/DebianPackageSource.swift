// Debian's package of a dataset as a source, where its packages can be had but the web cannot.

import Foundation
import SoftmaxFiles
package import SoftmaxKernels
import Synchronization

/// A package fetched with `apt-get download` and unpacked with `dpkg-deb -x` into a folder of ours: nothing
/// is installed, and no root is needed.
package final class DebianPackageSource: FetchSource, Sendable {
  private let package: String
  private let folder: String
  /// The unpacked package, once it is there, or why it is not.
  private let unpacked = Mutex<Result<TemporaryFolder, FetchFailure>?>(nil)

  package var title: String { "Debian's archive (apt-get download \(package))" }
  package var usesNetwork: Bool { true }

  private let searchPath: String
  private let temporaryFolder: String

  /// `folder` is where the package puts the files, without the leading slash; `searchPath` is where the tools
  /// are looked for, by default PATH; `temporaryFolder` is where the package is unpacked if the cache cannot be written.
  package init(
    package: String, folder: String, searchPath: String? = nil, temporaryFolder: String = NSTemporaryDirectory()
  ) {
    self.temporaryFolder = temporaryFolder
    self.package = package
    self.folder = folder
    self.searchPath = searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  }

  package func fetch(
    _ file: PinnedFile, _ context: FetchContext
  ) throws(FetchFailure) -> SharedStorage<UInt8> {
    let result = unpacked.withLock { unpacked in
      if let unpacked { return unpacked }
      let fresh = Result { () throws(FetchFailure) in try unpack(context) }
      unpacked = fresh
      return fresh
    }
    let root = try result.get()
    return try FolderSource(title: title, folder: root.path + "/unpacked/" + folder)
      .fetch(file, context)
  }

  private func unpack(_ context: FetchContext) throws(FetchFailure) -> TemporaryFolder {
    guard let aptGet = Tool.find("apt-get", in: searchPath), let dpkgDeb = Tool.find("dpkg-deb", in: searchPath)
    else {
      throw FetchFailure("there is no apt-get on this system", isFinal: true)
    }
    let work: TemporaryFolder
    do {
      // The cache's own disk has room for the dataset; where it cannot be written to, the system's place.
      let prefix = TemporaryFolder.packagePrefix
      work =
        try (try? TemporaryFolder(in: context.workFolder, prefix: prefix))
        ?? TemporaryFolder(in: temporaryFolder, prefix: prefix)
      for folder in ["lists/partial", "cache/archives/partial", "unpacked"] {
        try FileManager.default.createDirectory(
          atPath: work.path + "/" + folder, withIntermediateDirectories: true)
      }
    } catch {
      throw FetchFailure(
        "neither \(context.workFolder) nor the temporary folder can be written to; set SOFTMAX_CACHE",
        isFinal: true)
    }
    context.onEvent(.notice("fetching Debian's package \(package)"))
    let patience = [
      "-o", "Acquire::http::Timeout=30", "-o", "Acquire::https::Timeout=30", "-o",
      "Acquire::Retries=1",
    ]
    // The system's package lists may be missing, old, or not readable for us: then with lists of our own.
    let ownLists =
      patience + [
        "-o", "Dir::State::Lists=\(work.path)/lists", "-o", "Dir::Cache=\(work.path)/cache",
      ]
    if aptGet.run(patience + ["download", package], in: work.path) != nil {
      if let problem = aptGet.run(ownLists + ["update"], in: work.path) {
        throw FetchFailure("apt-get update: \(problem)", isFinal: true)
      }
      if let problem = aptGet.run(ownLists + ["download", package], in: work.path) {
        throw FetchFailure("apt-get download: \(problem)", isFinal: true)
      }
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: work.path)) ?? []
    guard let archive = names.first(where: { $0.hasSuffix(".deb") }) else {
      throw FetchFailure("apt-get left no package", isFinal: true)
    }
    if let problem = dpkgDeb.run(["-x", archive, "unpacked"], in: work.path) {
      throw FetchFailure("dpkg-deb: \(problem)", isFinal: true)
    }
    return work
  }
}

/// A program of the system.
private struct Tool {
  private let path: String

  static func find(_ name: String, in searchPath: String) -> Tool? {
    searchPath.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
      .map(Tool.init(path:))
  }

  private init(path: String) {
    self.path = path
  }

  /// Runs the program to its end; its last error line where it fails, nil where it succeeds.
  func run(_ arguments: [String], in folder: String) -> String? {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"]
    ) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    do {
      try process.run()
    } catch {
      return error.localizedDescription
    }
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus != 0 else { return nil }
    let lines = text.split(whereSeparator: \.isNewline)
    let line = lines.last { $0.hasPrefix("E:") } ?? lines.last
    return line.map(String.init) ?? "it ended with \(process.terminationStatus)"
  }
}

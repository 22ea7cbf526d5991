// A folder of IDX files: which of them are the training part and which the test part.

import Foundation
import SoftmaxFiles

/// The files of images in a folder that have their labels beside them.
package struct IDXFolder: Sendable {
  private let path: String
  /// The names of the files of images.
  private let images: [String]

  /// Looks into a folder.
  ///
  /// - Throws: `DataError.noPair` where no images with labels are in it, `FileError` where it can't be read.
  package init(path: String) throws {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    } catch {
      throw FileError(
        .noInput, path: path, problem: "the folder cannot be read",
        remedy: "check its permissions")
    }
    let present = Set(names)
    var pairs: [String] = []
    for name in names where !name.hasPrefix(".") {
      let labels = IDXSamples.labelPaths(forImages: name)
      guard labels.contains(where: present.contains) else { continue }
      // The plain file and its compressed copy are one.
      if name.hasSuffix(".gz"), present.contains(String(name.dropLast(3))) { continue }
      pairs.append(name)
    }
    guard !pairs.isEmpty else { throw DataError.noPair(folder: path, found: names) }
    self.path = path
    self.images = pairs
  }

  /// Whether there is a test part beside the training part.
  package var hasTestSplit: Bool { file(for: .train) != nil && file(for: .test) != nil }

  /// The path of the images of a part. A folder with one pair only has that pair as every part.
  ///
  /// - Throws: `DataError` where there are several pairs, none of which is that part.
  package func imagesPath(for split: DataSplit) throws -> String {
    if let name = file(for: split) ?? (images.count == 1 ? images[0] : nil) {
      return path + "/" + name
    }
    let named = file(for: .train) != nil || file(for: .test) != nil
    throw named
      ? DataError.noSuchSplit(name: path, split: split)
      : DataError.severalPairs(folder: path, found: images)
  }

  private func file(for split: DataSplit) -> String? {
    let prefixes: [String] =
      switch split {
      case .train: ["train"]
      case .test: ["t10k", "test"]
      case .all: []
      }
    return images.first { name in prefixes.contains { name.hasPrefix($0) } }
  }
}

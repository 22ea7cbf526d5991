// From IDX files to samples: images, and the labels that belong to them.

package import SoftmaxFiles
import SoftmaxKernels
package import SoftmaxRegression

/// Samples from a file of images and, where there is one, its file of labels.
package enum IDXSamples {
  /// The images of a file. Bytes keep their width; other element types become Float32, as they are.
  ///
  /// - Throws: `FileError` for a file of labels, or a number that is not finite.
  package static func features(of file: IDXFile) throws(FileError) -> Features {
    guard file.dimensions.count >= 2 else {
      throw FileError(
        .badData, path: file.path, position: .byte(3),
        problem: "this is a file of labels (one dimension), expected images (two or more)",
        remedy: "name the images, the labels are found beside them")
    }
    let shape = Array(file.dimensions.dropFirst())
    let maximum: Double = file.type == .uint8 ? 255 : 1
    // Bytes are intensities, in whatever shape they come.
    let input: InputDescription =
      shape.count == 1 && file.type != .uint8
      ? .vector(featureCount: shape[0]) : .image(shape: shape, maximum: maximum)
    do throws(DatasetError) {
      guard file.type == .uint8 else { return try Features(file.floats, input: input) }
      return try Features(bytes: file.elements, input: input)
    } catch {
      if case .notFinite(let sample, let feature, let value) = error {
        throw FileError(
          .badData, path: file.path,
          position: file.position(ofElement: sample * shape.reduce(1, *) + feature),
          problem: "sample \(sample), feature \(feature) is \(value): expected a finite number")
      }
      throw FileError(.badData, path: file.path, problem: error.description)
    }
  }

  /// The labels of a file, as whole numbers: `count` of them, as many as there are in `images`, and below
  /// `classCount` where the classes are known.
  ///
  /// - Throws: `FileError` naming the byte of whatever is not so.
  package static func labels(
    of file: IDXFile, count: Int, images: String, classCount: Int? = nil
  ) throws(FileError) -> [Int] {
    guard file.dimensions.count == 1 else {
      throw FileError(
        .badData, path: file.path, position: .byte(3),
        problem: "expected labels in one dimension, found \(file.dimensions.count) dimensions",
        remedy: "use the file of labels that belongs to the images")
    }
    guard let labels = file.integers else {
      throw FileError(
        .badData, path: file.path, position: .byte(2),
        problem: "expected labels that are whole numbers, found floating point",
        remedy: "use the file of labels that belongs to the images")
    }
    guard labels.count == count else {
      throw FileError(
        .badData, path: file.path, position: .byte(4),
        problem: "expected \(count) labels, as many as there are images in \(images), found "
          + "\(labels.count)",
        remedy: "use two files that belong together")
    }
    if let classCount, let index = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
      throw FileError(
        .badData, path: file.path, position: file.position(ofElement: index),
        problem: "label \(labels[index]) of sample \(index): expected 0...\(classCount - 1)")
    }
    return labels
  }

  /// The samples of a file of images, with the labels beside it where there are any.
  package static func load(images path: String, name: String) throws -> LoadedSamples {
    try load(images: IDXFile(contentsOf: path), name: name)
  }

  /// The samples of a file of images that is already read.
  package static func load(images file: IDXFile, name: String) throws -> LoadedSamples {
    let path = file.path
    let features = try features(of: file)
    let candidates = labelPaths(forImages: path)
    guard let labelPath = candidates.first(where: { FileStatus(of: $0)?.kind == .regular }) else {
      let hint =
        candidates.first.map { "put them in \($0)" }
        ?? (path == InputFile.standardInputName
          ? "name a file of images, whose labels are found beside it"
          : "name a file whose name contains 'images', so that its labels can be found")
      return LoadedSamples(name: name, unlabelled: features, missingLabelsHint: Advice(hint))
    }
    let labels = try labels(
      of: IDXFile(contentsOf: labelPath), count: features.sampleCount, images: path)
    return LoadedSamples(try Dataset(name: name, features: features, labels: labels))
  }

  /// Where the labels of a file of images would be: `train-images-idx3-ubyte.gz` has them in
  /// `train-labels-idx1-ubyte.gz`, or the same without `.gz`.
  static func labelPaths(forImages path: String) -> [String] {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let file = parts.popLast(), let renamed = labelName(forImages: file) else { return [] }
    let plain = renamed.hasSuffix(".gz") ? String(renamed.dropLast(3)) : renamed
    let names = renamed.hasSuffix(".gz") ? [renamed, plain] : [plain, plain + ".gz"]
    return names.map { (parts + [$0]).joined(separator: "/") }
  }

  private static func labelName(forImages name: String) -> String? {
    guard let range = name.firstRange(of: "images") else { return nil }
    var renamed = name
    renamed.replaceSubrange(range, with: "labels")
    // The digit is the number of dimensions: images may have two to four.
    for dimensions in ["idx2", "idx3", "idx4"] {
      if let range = renamed.firstRange(of: dimensions) {
        renamed.replaceSubrange(range, with: "idx1")
        break
      }
    }
    return renamed
  }
}

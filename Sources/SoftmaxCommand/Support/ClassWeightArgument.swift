// Which weights the classes have: a word, or a file.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

/// What `--class-weight` names.
enum ClassWeightArgument {
  /// `balanced`, or the weights in a file.
  ///
  /// - Throws: `FileError` with the place of what is no weight.
  static func weights(_ argument: String) throws(FileError) -> ClassWeights {
    if argument == "balanced" { return .balanced }
    do throws(FileError) {
      return .custom(try ClassWeightFile.weights(contentsOf: argument))
    } catch {
      guard error.kind == .noInput else { throw error }
      throw FileError(
        .noInput, path: argument, problem: error.problem,
        remedy: "--class-weight takes the word balanced or a file of weights")
    }
  }

  /// Refuses names that are no classes of the data.
  ///
  /// - Throws: `FileError` naming the file and the class.
  static func check(_ argument: String?, _ weights: ClassWeights, of data: Dataset) throws(FileError) {
    guard let argument, case .custom(let factors) = weights else { return }
    for name in factors.keys.sorted() where data.classes.index(of: name) == nil {
      let nearest = NearestName.nearest(to: name, among: data.classes.names)
      throw ClassWeightFile.unknownClass(name, nearest: nearest, path: argument)
    }
  }
}

// Which weights the classes have: alike, balanced, or those of a file.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxRemedies

/// How much the samples of each class count, as a request says it.
public enum ClassWeightChoice: Sendable, Hashable {
  /// All alike.
  case uniform
  /// All classes have the same total.
  case balanced
  /// The weights in a file: one line `name,weight` for each class, or a JSON object.
  case file(String)

  /// The weights.
  ///
  /// - Throws: `FileError` with the place of what is no weight.
  func weights() throws(FileError) -> ClassWeights {
    switch self {
    case .uniform: return .uniform
    case .balanced: return .balanced
    case .file(let path):
      do throws(FileError) {
        return .custom(try ClassWeightFile.weights(contentsOf: path))
      } catch {
        guard error.kind == .noInput else { throw error }
        throw FileError(
          .noInput, path: path, problem: error.problem,
          advice: "\(.set(.classWeights)) takes the word balanced or a file of weights")
      }
    }
  }

  /// Refuses names that are no classes of the data.
  ///
  /// - Throws: `FileError` naming the file and the class.
  func check(_ weights: ClassWeights, of data: Dataset) throws(FileError) {
    guard case .file(let path) = self, case .custom(let factors) = weights else { return }
    for name in factors.keys.sorted() where data.classes.index(of: name) == nil {
      let nearest = NearestName.nearest(to: name, among: data.classes.names)
      throw ClassWeightFile.unknownClass(name, nearest: nearest, path: path)
    }
  }
}

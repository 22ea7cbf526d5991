// Scalers of scikit-learn: something is subtracted from a number, which is then divided.

import SoftmaxFiles

/// What a `StandardScaler`, `MinMaxScaler`, `MaxAbsScaler` or `RobustScaler` does to its columns.
struct ForeignScaler {
  static let names: Set<String> = ["StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler"]

  /// What is subtracted; nil: nothing.
  let means: [Double]?
  /// What is then divided by; nil: nothing.
  let scales: [Double]?

  /// - Parameters:
  ///   - value: The scaler.
  ///   - name: Its type's name, one of `names`.
  ///   - shown: What messages call it.
  ///   - path: The file.
  ///   - read: Reads an attribute: a number for each column, nil where it is None or not there.
  /// - Throws: `FileError` for a scaler that cuts numbers off, or was not fitted.
  init(
    _ value: SkopsValue, _ name: String, _ shown: String, path: String,
    read: (String) throws(FileError) -> [Double]?
  ) throws(FileError) {
    func wanted(_ attribute: String) throws(FileError) -> [Double] {
      guard let numbers = try read(attribute) else {
        throw ForeignPipeline.refused("\(shown) has no '\(attribute)': it was not fitted", path: path)
      }
      return numbers
    }
    func uses(_ setting: String) -> Bool { value[setting]?.boolean != false }
    switch name {
    case "MinMaxScaler":
      guard value["clip"]?.boolean != true else {
        throw ForeignPipeline.refused("\(shown) cuts numbers off (clip), which is not linear", path: path)
      }
      // x * scale + min, as the others have it.
      let (factors, shifts) = (try wanted("scale_"), try wanted("min_"))
      means = zip(factors, shifts).map { -$1 / $0 }
      scales = factors.map { 1 / $0 }
    case "MaxAbsScaler":
      (means, scales) = (nil, try wanted("scale_"))
    case "RobustScaler":
      means = uses("with_centering") ? try wanted("center_") : nil
      scales = uses("with_scaling") ? try wanted("scale_") : nil
    default:
      means = uses("with_mean") ? try read("mean_") : nil
      scales = uses("with_std") ? try read("scale_") : nil
    }
    guard scales?.allSatisfy({ $0 > 0 && $0.isFinite }) ?? true, means?.allSatisfy(\.isFinite) ?? true else {
      throw ForeignPipeline.refused("\(shown) divides by 0 or less", path: path)
    }
  }
}

// Shares of classes as they are written: a list, or a file.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRemedies

/// Reads `CLASS=SHARE,CLASS=SHARE`, or a file of shares.
public enum ShareList {
  private static let form = NamedNumberFile(number: "share", owner: "class")

  /// The shares by class.
  ///
  /// - Parameter text: Pairs with commas between them, the share behind the last `=` of each; a text without `=` is a file with
  ///   a line `name,share` for each class, or a JSON object.
  /// - Returns: The shares as they are written, of any sum.
  /// - Throws: `FileError` for a file that cannot be read, `WorkflowError.prior` for a text that is no list.
  public static func shares(_ text: String) throws -> [String: Double] {
    guard text.contains("=") else {
      do throws(FileError) {
        return try form.numbers(contentsOf: text)
      } catch {
        guard error.kind == .noInput else { throw error }
        throw FileError(
          .noInput, path: text, problem: error.problem,
          advice: "\(.set(.prior)) takes CLASS=SHARE,... or a file with a line 'name,share' for each class")
      }
    }
    var shares: [String: Double] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let equals = part.lastIndex(of: "="), equals > part.startIndex,
        let share = Double(part[part.index(after: equals)...])
      else { throw WorkflowError.prior(.malformed(String(part))) }
      guard shares.updateValue(share, forKey: String(part[..<equals])) == nil else {
        throw WorkflowError.prior(.twice(className: String(part[..<equals])))
      }
    }
    return shares
  }
}

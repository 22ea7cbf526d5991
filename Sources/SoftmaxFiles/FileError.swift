// Everything that can go wrong with a file, in one form that people can act on.

public import SoftmaxRemedies

/// A problem with a file: which, where in it, what was expected and found, and what to try.
public struct FileError: Error, AdvisingError, Hashable {
  /// The kind of problem. It decides the command's exit code.
  public enum Kind: Sendable, Hashable {
    /// It is not there, or may not be read.
    case noInput
    /// What is in it is not what it has to be.
    case badData
    /// It may not be created.
    case cannotCreate
    /// Reading or writing broke off.
    case inputOutput
    /// What is in it takes more memory than can be had.
    case outOfMemory
  }

  /// A place in a file.
  public enum Position: Sendable, Hashable {
    /// Counted from 0.
    case byte(Int)
    /// Counted from 1.
    case line(Int)
    /// A cell of a table: its line, counted from 1, and its column.
    case cell(line: Int, column: String)
  }

  /// The kind of problem.
  public let kind: Kind
  /// The file, as the user named it.
  public let path: String
  /// Where in it, where that is known.
  public let position: Position?
  /// What is wrong: expected and found.
  public let problem: String
  /// What to try, where there is something.
  public let advice: Advice?

  /// What to try, in the library's own words.
  public var remedy: String? { advice?.description }

  /// What to try, as values.
  public var remedies: [Remedy] { advice?.remedies ?? [] }

  /// A problem, with advice that names no setting.
  package init(
    _ kind: Kind, path: String, position: Position? = nil, problem: String, remedy: String? = nil
  ) {
    self.init(kind, path: path, position: position, problem: problem, advice: remedy.map { Advice($0) })
  }

  package init(_ kind: Kind, path: String, position: Position? = nil, problem: String, advice: Advice?) {
    self.kind = kind
    self.path = path
    self.position = position
    self.problem = problem
    self.advice = advice
  }

  /// One line: `images.gz: byte 4: expected 60000 images, found 12; fetch the file again`. A path of more than 200 columns
  /// lacks its middle.
  public var description: String { message(in: .library) }

  /// The same in the words of a front end.
  public func message(in wording: RemedyWording) -> String { text.text(in: wording) }

  /// The message, its remedies not worded yet.
  package var text: Advice {
    var place = path.printablePath + ": "
    switch position {
    case .byte(let offset): place += "byte \(offset): "
    case .line(let line): place += "line \(line): "
    case .cell(let line, let column): place += "line \(line), column '\(column)': "
    case nil: break
    }
    let what = Advice(place + problem)
    return if let advice { what + "; " + advice } else { what }
  }
}

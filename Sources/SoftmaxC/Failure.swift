// What a call of the interface tells of a failure: a code, and a sentence.

import CSoftmax
import SoftmaxKernels
import SoftmaxRegression

/// A call that cannot be done.
struct Failure: Error, CustomStringConvertible {
  let status: softmax_status
  let message: String
  var description: String { message }

  static func argument(_ message: String) -> Failure {
    Failure(status: SOFTMAX_BAD_ARGUMENT, message: message)
  }

  static func data(_ message: String) -> Failure { Failure(status: SOFTMAX_BAD_DATA, message: message) }

  static func processes(_ message: String) -> Failure {
    Failure(status: SOFTMAX_PROCESSES, message: message)
  }

  /// What any error of the libraries is here.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as ConfigurationError: self = .argument("\(error)")
    case let error as DatasetError: self = .data("\(error)")
    case let error as MemoryShortage: self = Failure(status: SOFTMAX_NO_MEMORY, message: "\(error)")
    case let error as TrainingError: self = Failure(status: SOFTMAX_OVERFLOW, message: "\(error)")
    case let error as RankFailure: self = .processes("\(error)")
    default: self = Failure(status: SOFTMAX_FAILED, message: "\(error)")
    }
  }

  init(status: softmax_status, message: String) {
    self.status = status
    self.message = message
  }
}

/// Does a call's work, and tells the caller of a failure in the caller's memory.
func call(
  _ message: UnsafeMutablePointer<CChar>?, _ size: Int, _ work: () throws -> Void
) -> Int32 {
  var result = Result<Void, any Error>.success(())
  ForkedProcess.run { result = Result { try work() } }
  do {
    try result.get()
    write("", to: message, size)
    return Int32(SOFTMAX_OK.rawValue)
  } catch {
    let failure = Failure(error)
    write(failure.message, to: message, size)
    return Int32(failure.status.rawValue)
  }
}

/// Writes a text as bytes of UTF-8 that end with 0: as many whole characters as there is room for.
func write(_ text: String, to target: UnsafeMutablePointer<CChar>?, _ size: Int) {
  guard let target = target, size > 0 else { return }
  var count = 0
  for character in text {
    let bytes = Array(String(character).utf8)
    guard count + bytes.count < size else { break }
    for byte in bytes {
      target[count] = CChar(bitPattern: byte)
      count += 1
    }
  }
  target[count] = 0
}

// What is wrong with a request, as its answer says it.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

/// A request that cannot be answered: the status of HTTP, and a sentence that says what is wrong, where, and what was
/// expected.
package struct RequestProblem: Error, Hashable {
  /// The status of HTTP.
  package let status: Int
  /// One sentence or two, without a path of this machine.
  package let message: String

  package init(_ status: Int, _ message: String) { (self.status, self.message) = (status, message) }

  /// What stands in the request is wrong.
  package static func bad(_ message: String) -> RequestProblem { RequestProblem(400, message) }

  /// The problem that an error of the library is for whoever sent the request.
  package init(_ error: any Error) {
    switch error {
    case let problem as RequestProblem: self = problem
    case let error as FileError where error.kind == .outOfMemory: self.init(413, ClientWording.text(of: error))
    case let error as FileError where error.kind == .inputOutput: self.init(408, ClientWording.text(of: error))
    default: self.init(400, ClientWording.text(of: error))
    }
  }

  /// The answer's body: `{"error":"..."}`.
  package var body: [UInt8] {
    var json = JSONWriter()
    json.object { $0.member("error") { $0.string(message) } }
    return json.bytes
  }
}

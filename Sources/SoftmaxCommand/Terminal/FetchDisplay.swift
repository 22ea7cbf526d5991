// A fetch as the user sees it: a bar on a terminal, notices anywhere.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression

final class FetchDisplay: Sendable {
  private let line = StatusLine.shared

  func show(_ event: FetchEvent) {
    switch event {
    case .notice(let text):
      line.clear()
      Notice.write("note: \(text.printableMessage)\n")
    case .progress(let file, let received, let total):
      if let total, received >= total { return line.clear() }
      line.update(Self.bar(file: file, received: received, total: total))
    }
  }

  private static func bar(file: String, received: Int, total: Int?) -> String {
    let megabytes = FixedDecimal(Double(received) / 1e6, places: 1)
    guard let total, total > 0 else { return "\(file)  \(megabytes) MB" }
    let width = 24
    let filled = received * width / total
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    return "\(file)  [\(bar)]  \(megabytes) of \(FixedDecimal(Double(total) / 1e6, places: 1)) MB"
  }
}

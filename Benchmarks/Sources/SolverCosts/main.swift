// solver-costs: what each full-batch method takes to the certified optimum, shape by shape, and how far `auto` is from
// the best of them: `make bench-solvers`.

import Foundation

do {
  let request = try Request(Array(CommandLine.arguments.dropFirst()))
  switch request {
  case .measure(let fit): try fit.measure()
  case .compare(let comparison): try comparison.run()
  case .help: print(Request.usage)
  }
} catch {
  FileHandle.standardError.write(Data("solver-costs: \(error)\n".utf8))
  exit(64)
}

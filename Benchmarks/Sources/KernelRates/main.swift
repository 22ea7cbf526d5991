// The kernels against the machine: each operation's rate beside what multiply-adds and memory allow, measured in turns on
// one thread: `make bench-kernels`.

import CSoftmaxKernels

/// Rounds in which everything has a turn; figures are medians of them.
let roundCount = 15

for table in Tables.supported where CommandLine.arguments.count < 2 || CommandLine.arguments[1] == table.name {
  let machine = Machine(table)
  print("\(table.name): median of \(roundCount) turns (smallest...largest)")
  for layer in Layer.all {
    let rates = layer.measure(on: table, beside: machine, rounds: roundCount)
    for rate in rates { print(rate.line) }
  }
}

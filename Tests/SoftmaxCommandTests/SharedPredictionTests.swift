// The files that several processes write.

import Testing

@testable import SoftmaxCommand

@Suite struct SharedPredictionTests {
  @Test func eachProcessHasAFileOfItsOwn() {
    #expect(PredictCommand.name(of: "out.csv", rank: 0, size: 2) == "out-0.csv")
    #expect(PredictCommand.name(of: "a.b/out", rank: 3, size: 4) == "a.b/out-3")
    #expect(PredictCommand.name(of: "a.b/out.jsonl", rank: 7, size: 128) == "a.b/out-007.jsonl")
    #expect(PredictCommand.name(of: ".hidden", rank: 1, size: 2) == ".hidden-1")
  }
}

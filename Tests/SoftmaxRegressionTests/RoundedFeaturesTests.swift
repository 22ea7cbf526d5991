// Features know whether their numbers had more digits than Float32 keeps.

import SoftmaxRegression
import Testing

@Suite struct RoundedFeaturesTests {
  private func features(_ rows: [[Double]], origins: [Double]? = nil) throws -> Features {
    try Features(rows: rows, input: .vector(featureCount: rows[0].count, origins: origins))
  }

  @Test func numbersThatFloat32HoldsAreNotRounded() throws {
    #expect(try !features([[0.5, -3], [0, 16_777_216]]).isRounded)
    #expect(try features([[0.5, -3], [0.1, 2]]).isRounded)
    #expect(try features([[16_777_217, 1]]).isRounded)
    // Less its origin it has few digits.
    #expect(try !features([[16_777_217, 1]], origins: [16_777_216, 0]).isRounded)
    #expect(try !Features([0.1, 0.2], shape: [2, 1]).isRounded)
    #expect(try !Features(bytes: [1, 2], input: .vector(featureCount: 1)).isRounded)
  }

  @Test func whateverIsMadeOfThemKnowsToo() throws {
    let rounded = try features([[0.1], [0.2], [0.3]])
    let exact = try features([[1], [2]])
    #expect(rounded.samples(0..<2).isRounded && rounded.samples(at: [2, 0]).isRounded)
    #expect(try exact.appending(rounded).isRounded)
    #expect(try rounded.appending(exact).isRounded)
    #expect(try !exact.appending(exact).isRounded)
    #expect(!exact.samples(at: [1]).isRounded)
  }
}

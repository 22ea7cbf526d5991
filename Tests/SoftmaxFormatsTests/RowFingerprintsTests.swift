// A model knows the rows that it was fitted to.

import Foundation
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxFormats

@Suite struct RowFingerprintsTests {
  /// Rows of eight made numbers.
  private func features(_ count: Int, seed: UInt64) throws -> Features {
    var numbers = MadeNumbers(seed: seed)
    return try Features(numbers.floats(count * 8), input: .vector(featureCount: 8))
  }

  private func joined(_ parts: Features...) throws -> Features {
    try Features(
      parts.flatMap { part in (0..<part.sampleCount).flatMap { part.row($0) } },
      input: .vector(featureCount: 8))
  }

  @Test func fewRowsAreAllKnown() throws {
    let training = try features(200, seed: 1)
    let fingerprints = try #require(RowFingerprints(of: training))
    #expect(fingerprints.rowCount == 200 && Data(base64Encoded: fingerprints.hashes)?.count == 1200)
    #expect(fingerprints.overlap(with: try features(300, seed: 2)) == nil)
    let mixed = try joined(features(90, seed: 3), training.samples(at: [5, 7, 100]))
    #expect(fingerprints.overlap(with: mixed) == .init(lookedUpCount: 93, knownCount: 3, rowCount: 93))
  }

  @Test func manyRowsAreKnownByASample() throws {
    let training = try features(20_000, seed: 4)
    let fingerprints = try #require(RowFingerprints(of: training))
    #expect(fingerprints.rowCount == 512 && Data(base64Encoded: fingerprints.hashes)?.count == 3072)
    #expect(fingerprints.overlap(with: try features(20_000, seed: 5)) == nil)
    // A quarter of 8,000 rows: of about 205 that can be looked up, some 51 are known, with a standard deviation of 6.
    let mixed = try joined(features(6000, seed: 6), training.samples(at: Array(0..<2000)))
    let overlap = try #require(fingerprints.overlap(with: mixed))
    #expect((140...280).contains(overlap.lookedUpCount) && (20...85).contains(overlap.knownCount))
    #expect(overlap.rowCount == 8000)
  }

  @Test func theOrderOfRowsAndTheSignOfZeroDoNotMatter() throws {
    let training = try features(700, seed: 7)
    let shuffled = training.samples(at: (0..<700).map { $0 * 451 % 700 })
    #expect(RowFingerprints(of: training) == RowFingerprints(of: shuffled))
    let zeros = try Features([0, 1, 2, 3], input: .vector(featureCount: 2))
    let negative = try Features([-0.0, 1, 2, 3], input: .vector(featureCount: 2))
    #expect(RowFingerprints(of: zeros) == RowFingerprints(of: negative))
  }

  @Test func rowsThatAreAlikeByNatureTellNothing() throws {
    var numbers = MadeNumbers(seed: 8)
    let coins = numbers.indices(3000, below: 2).map { Float($0) }
    #expect(RowFingerprints(of: try Features(coins, input: .vector(featureCount: 3))) == nil)
    // One pair among 150, as in the irises: one more such row is chance.
    let training = try joined(features(149, seed: 9), features(1, seed: 9))
    let fingerprints = try #require(RowFingerprints(of: training))
    #expect(fingerprints.rowCount == 150)
    #expect(fingerprints.overlap(with: try joined(features(29, seed: 10), training.samples(at: [3]))) == nil)
  }

  @Test(arguments: [
    ("\"hashes\":\"", "\"hashes\":\"!"), ("\"hashes\":\"", "\"hashes\":\"AAAA"),
    ("\"rowCount\":90", "\"rowCount\":9"),
    ("\"rowCount\":90", "\"rowCount\":110"),
  ])
  func whatIsNoFingerprintIsRefused(_ from: String, _ to: String) throws {
    let fingerprints = try #require(RowFingerprints(of: try features(90, seed: 11)))
    let text = String(decoding: try JSONEncoder().encode(fingerprints), as: UTF8.self)
    #expect(fingerprints.problem == nil && text.contains(from))
    let changed = try JSONDecoder().decode(
      RowFingerprints.self, from: Data(text.replacing(from, with: to).utf8))
    #expect(changed.problem?.contains("'training.rowFingerprints.") == true)
  }
}

// Raw samples become the features that the model's own preparation makes of an equal table.

import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

@Suite struct RawSamplesTests {
  /// A table with the cells of raw samples, as reading a file makes it.
  private func table(_ samples: RawSamples, _ preparation: Preparation) throws -> Table {
    guard case .table(let cells) = samples.values else { throw NoTable() }
    var (columns, codes): ([TableColumn], [[UInt32]]) = ([], [])
    var numbers: [[Float]] = []
    for (prepared, column) in zip(preparation.columns, cells) {
      switch column {
      case .numbers(let values):
        let origin: Double = if case .number(let origin) = prepared.column.kind { origin } else { 0 }
        numbers.append(values.map { Float($0 - origin) })
        columns.append(prepared.column)
      case .words(let words):
        let names = Set(words.compactMap(\.self)).sorted()
        codes.append(
          words.map { word in
            word.flatMap { names.firstIndex(of: $0) }.map { UInt32($0) } ?? Table.missingCode
          })
        columns.append(prepared.column.with(.category(names)))
      }
    }
    let rows = (0..<samples.count).flatMap { row in numbers.map { $0[row] } }
    return Table(
      name: "t", columns: columns, rowCount: samples.count, numbers: SharedStorage(rows), codes: codes)
  }

  private struct NoTable: Error {}

  @Test(arguments: ExportModels.allTables)
  func tablesBecomeTheSameFeaturesBitForBit(_ model: ExportModels.Named) throws {
    let portable = model.portable
    let preparation = try #require(model.file.preparation)
    let samples = RawSampleDraw(portable, seed: 5).samples
    let own = try preparation.features(of: table(samples, preparation))
    let found = samples.features(for: portable.input, featureCount: portable.featureCount)
    #expect(found.count == samples.count * portable.featureCount)
    let rows = (0..<samples.count).flatMap { own.rows.row($0).map(\.bitPattern) }
    #expect(rows == found.map(\.bitPattern))
  }

  @Test func theDrawnCellsAreOfAllKinds() throws {
    let samples = RawSampleDraw(ExportModels.table.portable, seed: 0).samples
    guard case .table(let columns) = samples.values else { throw NoTable() }
    for (prepared, column) in zip(ExportModels.columns, columns) {
      switch column {
      case .numbers(let numbers):
        #expect(numbers.contains { $0.isNaN } && numbers.contains { !$0.isNaN })
      case .words(let words):
        #expect(words.contains(nil))
        guard case .category(let names) = prepared.column.kind else { throw NoTable() }
        #expect(Set(names).isSubset(of: Set(words.compactMap(\.self))))
        #expect(words.contains { $0.map { !names.contains($0) } ?? false }, "an unseen category")
      }
    }
  }

  @Test func refusedCellsAreNotNumbers() {
    let model = ExportModels.strictTable.portable
    var columns: [RawSamples.Column] =
      model.input.table?.columns.map { column in
        column.categories.map { .words([$0[0], $0[0]]) } ?? .numbers([1, 1])
      } ?? []
    columns[0] = .numbers([.nan, 1])
    columns[5] = .words(["basic", "other"])
    let width = model.featureCount
    let found = RawSamples(count: 2, .table(columns)).features(for: model.input, featureCount: width)
    #expect(found[0].isNaN)
    #expect(found[width...].filter(\.isNaN).count == 3, "the three features of the unseen plan")
    #expect(found[..<width].filter(\.isNaN).count == 1)
  }

  @Test func originsAreTakenAwayBeforeRounding() {
    let model = ExportModels.origins.portable
    let values = [0.25, 1_700_000_000.5, -8_388_609.25, 0.5]
    let found = RawSamples(count: 1, .dense(values, width: 4)).features(for: model.input, featureCount: 4)
    #expect(found == [0.25, 0.5, 0, 0])
  }

  @Test func samplesAreJoined() throws {
    let model = ExportModels.table.portable
    let (a, b) = (RawSampleDraw(model, seed: 1).samples, RawSampleDraw(model, seed: 2).samples)
    let both = a.appending(b)
    func bits(_ samples: RawSamples) -> [UInt32] {
      samples.features(for: model.input, featureCount: model.featureCount).map(\.bitPattern)
    }
    #expect(both.count == a.count + b.count)
    #expect(bits(both) == bits(a) + bits(b))
  }
}

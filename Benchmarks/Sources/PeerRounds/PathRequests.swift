// The requests of cases k and l: a path of L1 penalties without folds, and the certified optimum of one of them.

import Foundation
import SoftmaxFormats
import SoftmaxRegression

extension Rounds {
  /// Fits all samples of a folder with each strength that stands in a file, from the largest down; `passes3` are those of
  /// strength number 3.
  func path(
    in folder: String, featureCount: Int, execution: Execution, tolerance: Double, strengths: String
  ) throws -> [String: Double] {
    let data = try samples(in: folder, featureCount: featureCount)
    let values = try String(contentsOfFile: strengths, encoding: .utf8).split(separator: "\n")
      .compactMap { Double($0) }
    let search = try PenaltySearch(
      families: [.l1], grid: .strengths(values), folds: 0, tolerance: tolerance,
      classifier: SoftmaxClassifier(standardize: .always, execution: execution))
    let (start, cpuStart) = (ContinuousClock.now, cpuSeconds)
    let scores = try search.run(on: data).scores
    var figures = ["seconds": seconds(since: start), "cpuSeconds": cpuSeconds - cpuStart]
    for (index, score) in scores.enumerated() {
      figures["objective\(index)"] = score.objective
      figures["passes\(index)"] = Double(score.passes)
      figures["nonzero\(index)"] = Double(score.nonzeroCount)
    }
    return figures
  }

  /// A fit with an L1 penalty to all samples of a folder, its model written: to standardised columns with a bias, or, where
  /// `isRaw`, to columns as they are without one. Each iteration's seconds and objective by its number.
  func sparseOptimum(
    in folder: String, featureCount: Int, execution: Execution, l1Penalty: Double, isRaw: Bool,
    tolerance: Double, path: String
  ) throws -> [String: Double] {
    let data = try samples(in: folder, featureCount: featureCount)
    let cpuStart = cpuSeconds
    let fit = try SoftmaxClassifier(
      solver: .automatic(tolerance: tolerance), l1Penalty: l1Penalty, hasBias: !isRaw,
      standardize: isRaw ? .never : .always, execution: execution
    ).fit(data)
    var figures = [
      "seconds": fit.report.seconds, "cpuSeconds": cpuSeconds - cpuStart, "objective": fit.report.objective,
      "passes": Double(fit.report.passes), "certifiedGap": fit.report.certifiedGap ?? -1,
    ]
    for record in fit.report.iterations {
      figures["seconds\(record.iteration)"] = record.seconds
      figures["objective\(record.iteration)"] = record.objective
    }
    try ModelFile(fit.model).write(to: path)
    return figures
  }

  /// `rows` as Float32 and `labels` as UInt32, both little-endian.
  private func samples(in folder: String, featureCount: Int) throws -> Dataset {
    func words(_ name: String) throws -> [UInt32] {
      let content = try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(name))
      return stride(from: 0, to: content.count, by: 4).map { first in
        content[first..<first + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
      }
    }
    let labels = try words("labels")
    return try Dataset(
      features: Features(
        words("rows").map(Float.init(bitPattern:)), input: .table(featureCount: featureCount)),
      classIndices: labels, classes: ClassVocabulary(of: 0..<Int(labels.max() ?? 0) + 1))
  }

  /// Of all threads of this process, the system's part included.
  private var cpuSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

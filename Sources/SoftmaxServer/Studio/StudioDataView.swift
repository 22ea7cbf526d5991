// What `softmax data` says of data, as the page shows it: classes, pictures, columns, rows, and what a fit would refuse.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxWorkflow

/// The answer to POST /api/data.
struct StudioDataView {
  let data: ChosenData

  private static let picturesPerClass = 3
  private static let mostPictures = 60

  /// Reads the data.
  func document(fetching: FetchOptions = FetchOptions()) throws -> [UInt8] {
    do {
      var source = try data.data()
      source.fetching = fetching
      var request = DataSummaryRequest(source)
      guard source.reference.tablePath == nil else {
        request.table = try data.settings()
        guard case .table(let summary) = try request.run() else { throw StudioProblem(422, "this is no table") }
        return TableView(data: data, settings: request.table, summary: summary, source: source).document()
      }
      let samples = try source.reference.load(default: .all, options: fetching)
      _ = try? samples.features.checkValues()
      return samplesDocument(samples, SampleSummary(samples))
    } catch {
      throw data.problem(error)
    }
  }

  private func samplesDocument(_ samples: LoadedSamples, _ summary: SampleSummary) -> [UInt8] {
    var json = JSONWriter(capacity: 32768)
    let kind = StudioRun.kind(summary.input, nil)
    json.object { json in
      json.member("source", data.source)
      json.member("name", DataName.short(data.name))
      json.member("kind", kind)
      json.member("sampleCount", summary.sampleCount)
      Self.write(summary.classes, to: &json)
      if kind == "image" {
        json.member("shape") { json in json.array { for size in summary.input.shape { $0.integer(size) } } }
      }
      if kind == "image", let labels = samples.labels {
        json.member("pictures") { writePictures(samples.features, labels, to: &$0) }
      }
      if kind != "image" { json.member("columns") { writeColumns(samples.features, to: &$0) } }
      json.member("notes") { json in
        json.array { json in
          for warning in summary.warnings where !warning.stopsTraining {
            DataNote(warning, message: data.told(warning.message)).write(to: &json)
          }
        }
      }
      json.member("problems") { json in
        json.array { json in
          if samples.labels == nil {
            var problem = TableViewProblem(message: "the data has no labels, which training needs")
            (problem.code, problem.remedy) = ("unlabelled", "Choose a file with labels beside the features.")
            problem.write(to: &json)
          }
          for warning in summary.warnings where warning.stopsTraining {
            var problem = TableViewProblem(
              message: data.told(warning.message), remedy: warning.advice.map { data.told($0.text(in: .page)) })
            problem.code = DataNote.code(of: warning)
            problem.write(to: &json)
          }
        }
      }
      json.member("labelCandidates") { $0.array { _ in } }
    }
    return json.bytes
  }

  static func write(_ classes: ValueCounts?, to json: inout JSONWriter) {
    json.member("classCount", classes?.distinctCount ?? 0)
    json.member("classes") { json in
      json.array { json in
        for entry in classes?.listed ?? [] {
          json.object { json in
            json.member("name", entry.name)
            json.member("count", entry.count)
          }
        }
      }
    }
  }

  private func writePictures(_ features: Features, _ labels: LoadedSamples.Labels, to json: inout JSONWriter) {
    var counts = [Int](repeating: 0, count: labels.classes.count)
    var shown: [Int] = []
    let perClass = min(Self.picturesPerClass, max(1, Self.mostPictures / max(1, labels.classes.count)))
    for (sample, label) in labels.classIndices.enumerated() where counts[Int(label)] < perClass {
      counts[Int(label)] += 1
      shown.append(sample)
      if shown.count == min(Self.mostPictures, perClass * labels.classes.count) { break }
    }
    shown.sort { (labels.classIndices[$0], $0) < (labels.classIndices[$1], $1) }
    json.array { json in
      for sample in shown {
        json.object { json in
          json.member("picture", SampleTexts.picture(features, sample: sample))
          json.member("label", labels.classes.names[Int(labels.classIndices[sample])])
        }
      }
    }
  }

  /// The features of vectors: of the first hundred.
  private func writeColumns(_ features: Features, to json: inout JSONWriter) {
    let texts = SampleTexts(preparation: nil, input: features.input)
    // A row is widened as a whole, which sparse ones are not meant for.
    let rows = min(features.sampleCount, 100_000, max(100, 200_000_000 / features.featureCount))
    let shown = min(features.featureCount, 100)
    var least = [Double](repeating: .infinity, count: shown)
    var most = [Double](repeating: -.infinity, count: shown)
    var sums = [Double](repeating: 0, count: shown)
    var distinct = [Set<Float>](repeating: [], count: shown)
    for sample in 0..<rows {
      let row = features.row(sample)
      for place in 0..<shown {
        let value = Double(row[place]) + (features.input.origins?[place] ?? 0)
        least[place] = min(least[place], value)
        most[place] = max(most[place], value)
        sums[place] += value
        if distinct[place].count < 1000 { distinct[place].insert(row[place]) }
      }
    }
    json.array { json in
      for place in 0..<shown {
        json.object { json in
          json.member("name", texts.name(of: place))
          json.member("kind", "number")
          json.member("role", "feature")
          json.member("missing", 0)
          json.member("distinct", distinct[place].count)
          json.member("min", least[place])
          json.member("max", most[place])
          json.member("mean", sums[place] / Double(max(1, rows)))
          json.member("examples") { json in
            json.array { json in
              for sample in 0..<min(3, rows) {
                json.string(
                  SampleTexts.number(
                    Double(features.row(sample)[place]), exactly: features.row(sample)[place],
                    origin: features.input.origins?[place] ?? 0))
              }
            }
          }
        }
      }
    }
  }
}

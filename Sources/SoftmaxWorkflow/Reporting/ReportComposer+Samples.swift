// The samples of a report: which ones, their pictures and their cells.

import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

extension ReportComposer {
  /// So many samples at most, pictures or rows.
  private static let mostSamples = 640
  private static let mostRows = 300
  /// So many are in a gallery of pictures, and of rows.
  private var galleryCount: Int { isOfPictures ? 24 : 12 }
  private static let exampleCount = 8
  /// So many mistakes are explained.
  private static let explainedCount = 6

  var isOfPictures: Bool {
    model.input.kind == .image && PixelImage.isPicture(shape: model.input.shape)
  }

  /// Chooses samples and puts them into galleries, cells of the confusion matrix and examples to try the model with.
  func addSamples(to page: inout ReportPage) throws {
    let capacity =
      isOfPictures ? min(Self.mostSamples, ThumbnailSheet.capacity(shape: model.input.shape)) : Self.mostRows
    var choice = SampleChoice(capacity: capacity)
    let mistakes = samples.mostCertainMistakes(galleryCount)
    page.galleries = galleries(mistakes, &choice)
    page.explained = choice.add(Array(mistakes.prefix(Self.explainedCount)))
    let examples = choice.add(self.examples)
    page.suspects = suspects(pictures: choice.add(suspectSamples))
    page.confusion.cells = cells(of: page.confusion, &choice)
    let chosen = choice.samples
    let features = samples.data.features.samples(at: chosen)
    let rivals: [Int]
    (page.samples, rivals) = try described(chosen, features)
    if isOfPictures {
      addPictures(features, to: &page)
    } else {
      let texts = markedCells(chosen, features, rivals: rivals)
      SampleCells(self, features, chosen, texts: texts).add(to: &page, examples: examples)
      page.markNote = markNote
    }
    page.trial = trial(examples: examples, of: page)
  }

  private func galleries(_ mistakes: [Int], _ choice: inout SampleChoice) -> [ReportPage.Gallery] {
    let wrongCount = samples.counted.count { samples.isWrong($0) }
    let rightCount = samples.counted.count - wrongCount
    let (wrong, right) = (
      samples.drawn(wrong: true, galleryCount, seed: request.seed),
      samples.drawn(wrong: false, galleryCount, seed: request.seed)
    )
    func part(_ shown: Int, of all: Int, _ kind: String) -> String {
      shown == all
        ? "All \(Wording.count(all)) that are \(kind)."
        : "\(shown) of \(Wording.count(all)) that are \(kind), drawn at random."
    }
    var galleries: [ReportPage.Gallery] = []
    if mistakes.isEmpty {
      galleries.append(
        .init(
          title: "Wrong", sentence: "No sample was predicted wrong, so that there is nothing to show here.",
          samples: []))
    } else {
      galleries.append(
        .init(
          title: "Most confidently wrong",
          sentence: "The mistakes of which the model was most certain. Look here for labels that are wrong.",
          samples: choice.add(mistakes)))
      galleries.append(
        .init(title: "Wrong", sentence: part(wrong.count, of: wrongCount, "wrong"), samples: choice.add(wrong)))
    }
    if right.isEmpty {
      galleries.append(
        .init(
          title: "Right", sentence: "No sample was predicted right, so that there is nothing to show here.",
          samples: []))
    } else {
      galleries.append(
        .init(title: "Right", sentence: part(right.count, of: rightCount, "right"), samples: choice.add(right)))
    }
    return galleries
  }

  /// One right sample of each of some classes; where none is right, any.
  private var examples: [Int] {
    var isTaken = [Bool](repeating: false, count: names.count)
    var found: [Int] = []
    for sample in samples.counted where found.count < Self.exampleCount {
      guard !samples.isWrong(sample), !isTaken[samples.actual[sample]] else { continue }
      isTaken[samples.actual[sample]] = true
      found.append(sample)
    }
    return found.isEmpty ? Array(samples.counted.prefix(1)) : found
  }

  /// The most certain samples of each pair that the page shows, in turns, so that a page that is full has some of all.
  private func cells(
    of confusion: ReportPage.Confusion, _ choice: inout SampleChoice
  ) -> [ReportPage.Confusion.Cell] {
    let wanted: [Int]
    if names.count <= ReportPage.Confusion.mostClasses {
      wanted = samples.pairs.indices.sorted { one, other in
        func key(_ pair: Int) -> (Int, Double, Int) {
          (
            samples.pairs[pair].actual == samples.pairs[pair].predicted ? 1 : 0, -samples.pairs[pair].count,
            pair
          )
        }
        return key(one) < key(other)
      }
    } else {
      let listed = Set(confusion.pairs.map { [$0.actual, $0.predicted] })
      wanted = samples.pairs.indices.filter {
        listed.contains([samples.pairs[$0].actual, samples.pairs[$0].predicted])
      }
    }
    let most = max(1, request.samplesPerCell)
    let found = samples.mostCertain(ofPairs: wanted, most)
    var places = [[Int]](repeating: [], count: wanted.count)
    for turn in 0..<most {
      for (pair, samples) in found.enumerated() where turn < samples.count {
        guard let place = choice.add(samples[turn]) else { continue }
        places[pair].append(place)
      }
    }
    return zip(wanted, places).compactMap { pair, places in
      let (actual, predicted, _) = samples.pairs[pair]
      return places.isEmpty ? nil : .init(actual: actual, predicted: predicted, samples: places)
    }
  }

  /// What is said of each of these samples, and the class that its prediction is held against: the true one or, where that was
  /// predicted, the next probable one.
  private func described(
    _ chosen: [Int], _ features: Features
  ) throws -> (samples: [ReportPage.Sample], rivals: [Int]) {
    let probabilities = try model.probabilities(
      for: features, offsets: samples.data.offsets?.samples(at: chosen), execution: input.execution)
    let rivals = chosen.enumerated().map { row, sample in
      let (actual, predicted) = (samples.actual[sample], samples.predicted[sample].classIndex)
      guard actual == predicted else { return actual }
      let others = names.indices.filter { $0 != predicted }
      return others.max { probabilities[row * names.count + $0] < probabilities[row * names.count + $1] }
        ?? predicted
    }
    let described = chosen.enumerated().map { row, sample in
      let (actual, predicted) = (samples.actual[sample], samples.predicted[sample])
      return ReportPage.Sample(
        index: sample, line: input.table?.lines?.line(of: sample), actual: actual,
        predicted: predicted.classIndex,
        probability: Double(predicted.probability),
        actualProbability: Double(probabilities[row * names.count + actual]))
    }
    return (described, rivals)
  }

  private func addPictures(_ features: Features, to page: inout ReportPage) {
    let images = features.valuesOfSamples.compactMap { PixelImage(intensities: $0, shape: model.input.shape) }
    guard images.count == page.samples.count else { return }
    for place in page.samples.indices { page.samples[place].thumbnail = place }
    page.sheet = ThumbnailSheet(images)
  }
}
